"""The sentences of a 催报通知, and of the 提醒 that goes out before the due day."""

from __future__ import annotations

from functools import partial

from qcapp.publish.wording import Block, block

_late = partial(block, "催报通知")
_early = partial(block, "提醒")

_WHOLE_ONE, _WHOLE_MANY = "整份未报、只负责一条时", "整份未报、负责多条时"
_PART_ONE, _PART_MANY = "缺一条时", "缺多条时"
_PART = "截至{截至}，你单位应报{应报}条，实报{实报}条，尚有{未报}条改革措施（{措施}）未报送"

REMINDER_BLOCKS: tuple[Block, ...] = (
    _late("remind.title", "标题", "太长的会在词与词之间分行。", "", only="关于催报{区县}{报告期}{清单}填报表的通知"),
    _late(
        "remind.opening", "开头", "写明应报的日期。", "方案",
        sourced=("责任清单写明了出处时", "根据《{方案}》要求，{报告期}{清单}填报表应于{截止日}24时前报{办公室}。"),
        plain=("没有写明出处时", "{报告期}{清单}填报表应于{截止日}24时前报{办公室}。"),
    ),
    _late(
        "remind.state", "缺报情况", "逐条的清单在附件里；各条截止日不同的，逾期写的是最长的天数。",
        "单位 应报 实报 未报 措施 逾期 天数",
        whole_one=(_WHOLE_ONE, "截至{截至}，你单位负责的{未报}条改革措施（{措施}）尚未报送，{逾期}。"),
        whole_many=(_WHOLE_MANY, "截至{截至}，你单位负责的{未报}条改革措施（{措施}）均未报送，{逾期}。"),
        part_one=(_PART_ONE, f"{_PART}，{{逾期}}。"), part_many=(_PART_MANY, f"{_PART}，{{逾期}}。"),
    ),
    _late(
        "remind.blank", "交了空表的", "来表一条也没有填时写，提醒里也用这一句。", "交表",
        only="你单位{交表}交来的填报表没有填写任何内容，不算报送。",
    ),
    _late("remind.own_due", "准予延期的", "有的措施准予延期时写，提醒里也用这一句。", "内容", only="{内容}。"),
    _late(
        "remind.ask", "要求", "期限从成文日期起按设置里的工作日数推算。", "期限",
        only="请抓紧填报，于{期限}前报{办公室}，并说明逾期原因；仍未报送的，将予以通报。",
    ),
    _late(
        "remind.how", "怎样填报", "下发过表的自成一段，表号写在开头，就不会在行末断开；提醒里也用这一句。", "表号",
        form=("下发过表时", "请用表号为{表号}的下发表填报；本月确无新进展的，写明“本月无新进展”及原因，不要留空。"),
        plain=("没有下发过表时", "本月确无新进展的，写明“本月无新进展”及原因，不要留空。"),
    ),
    _late(
        "remind.contact", "联系", "提醒里也用这一句；联系人和电话在设置里写，印在文末。", "",
        only="填报中有疑问的，请与{办公室}联系。",
    ),
    _early("early.title", "标题", "太长的会在词与词之间分行。", "", only="关于按时报送{区县}{报告期}{清单}填报表的通知"),
    _early(
        "early.opening", "开头", "写明截止的日期。", "还有天数",
        days=("还没到截止日时", "{报告期}{清单}填报表应于{截止日}24时前报{办公室}，距截止还有{还有天数}天。"),
        today=("截止日当天", "{报告期}{清单}填报表应于{截止日}24时前报{办公室}，今天是最后一天。"),
    ),
    _early(
        "early.state", "缺报情况", "逐条的清单在附件里。", "单位 应报 实报 未报 措施",
        whole_one=(_WHOLE_ONE, "截至{截至}，你单位负责的{未报}条改革措施（{措施}）尚未报送。"),
        whole_many=(_WHOLE_MANY, "截至{截至}，你单位负责的{未报}条改革措施（{措施}）均尚未报送。"),
        part_one=(_PART_ONE, f"{_PART}。"), part_many=(_PART_MANY, f"{_PART}。"),
    ),
    _early("early.ask", "要求", "提醒里的要求。", "", only="请按时填报并报{办公室}；已经报出的，不必重复报送。"),
)
