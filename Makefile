# Everything happens in tools/bootstrap.py, so that Windows (which has no make) gets the same.
#   make run ARGS="--help"   hands ARGS to main.py; make test ARGS="-k merge" to pytest
PYTHON ?= python3
ARGS ?=

.PHONY: run test test-package lint bench package package-debian11 wheelhouse lock clean

run test test-package lint bench package wheelhouse lock clean:
	@$(PYTHON) tools/bootstrap.py $@ $(ARGS)

# The release for 麒麟 and 统信 (docs/build-linux.md); needs root.
package-debian11:
	@tools/release/debian11.sh
