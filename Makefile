# Everything happens in tools/bootstrap.py, so that Windows (which has no make) gets the same.
#   make run ARGS="status --period 2021-07"   hands ARGS to main.py; make test ARGS="-k merge" to pytest
PYTHON ?= python3
ARGS ?=

.PHONY: run test lint bench package wheelhouse lock clean

run test lint bench package wheelhouse lock clean:
	@$(PYTHON) tools/bootstrap.py $@ $(ARGS)
