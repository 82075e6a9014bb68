"""What stands under 存在问题: a difficulty that lights a lamp and is printed, or words that there is none."""

from __future__ import annotations

import pytest

from qcapp.domain.saying import no_problem, says_nothing

NONE = """
|无|暂无|／|暂无问题。|无困难|没有困难|没有什么困难|无困难，进展顺利|进展顺利|进展顺利。|工作进展顺利|目前进展顺利|推进顺利|总体进展顺利
无；按计划推进|按计划推进|正在推进|正常推进|一切正常|工作正常开展|问题不大|目前问题不大|困难不大|问题不大，进展顺利
已解决|已解决。|均已解决|已全部解决|已协调解决|已经协调解决|已妥善解决|问题已解决|问题已经解决|上述问题均已解决|问题已得到解决|存在问题已整改到位|已整改
系统接口问题已解决|上月反映的数据接口问题已协调解决。|已由市级协调解决|困难已克服|不动产登记数据问题已解决|资金不足问题已解决
暂不需要协调|不需要协调|无需协调|暂无需协调解决|暂无需要协调解决的问题|没有需要协调的事项|不需要区级协调解决|无需上级支持|目前无需要协调解决的困难
没有重大问题|无其它问题|未发现突出问题|没有大的问题|没有需要上级协调解决的问题|已解决，无其他问题|无。进展顺利。
""".replace("\n", "|").strip("|").split("|")
STATED = """
已解决系统接口，但经费仍未落实|接口问题已解决，但仍有3个部门数据未共享|部分问题已解决|问题已部分解决|问题基本解决|已解决一半
未解决|尚未解决|没有解决|问题没有解决|仍未得到解决|无法解决|难以解决|待解决|正在协调解决|需协调解决|请区营商办协调解决|将于8月底解决|争取尽快解决
进展不顺利|进展顺利，但资金不足|推进不够顺利|进度滞后|进展缓慢|问题不少|困难很大|问题不大，需要区财政支持|困难不大，人手不足
需要市级协调|无经费|没有场地|没有专职人员|无系统权限，需要省级协调解决|无法协调|没有资金支持|没有部门支持|5项问题中3项已解决|仍有问题|无人|不需要协调，但经费没有落实|不支持|系统不支持|财政没有支持
已制定方案|人员不足|问题已上报|问题已反映，等待协调|已协调，未解决|已向省里反映，暂未解决|其中2项已解决|已解决3项问题，1项正在处理|缺乏协调|没有上级支持难以推进
""".replace("\n", "|").strip("|").split("|")


@pytest.mark.parametrize("words", NONE)
def test_that_there_is_no_problem_states_none(words: str) -> None:
    assert no_problem(words)


@pytest.mark.parametrize("words", STATED)
def test_a_difficulty_is_one_whatever_is_said_beside_it(words: str) -> None:
    assert not no_problem(words)


@pytest.mark.parametrize("words", ["已解决", "进展顺利", "问题不大", "按计划推进", "无需协调"])
def test_under_progress_the_same_words_say_something(words: str) -> None:
    assert not says_nothing(words)
