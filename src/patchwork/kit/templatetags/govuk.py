"""GOV.UK components in Django templates, and Django form fields as GOV.UK components.

``{% govuk "button" text=_("Park it") %}`` renders any component of GOV.UK Frontend with the parameters its
documentation names. ``{% field form.name %}`` and ``{% error_summary form %}`` do the same for forms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from django import template
from django.forms import BaseForm, BaseFormSet, BoundField, Field
from django.forms.widgets import (
    CheckboxInput,
    CheckboxSelectMultiple,
    ChoiceWidget,
    ClearableFileInput,
    FileInput,
    RadioSelect,
    Select,
    SelectDateWidget,
    Textarea,
    Widget,
)
from django.middleware.csrf import get_token
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from jinja2 import Environment, PackageLoader, PrefixLoader

register = template.Library()

Params = dict[str, Any]

_PACKAGE = "govuk_frontend_jinja"
_environment = Environment(
    loader=PrefixLoader({_PACKAGE: PackageLoader(_PACKAGE)}), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


@cache
def _macro(component: str) -> Callable[[Params], str]:
    """The Jinja macro of one component: "date-input" is govukDateInput."""
    module = _environment.get_template(f"{_PACKAGE}/components/{component}/macro.html").module
    macro: Callable[[Params], str] = getattr(module, "govuk" + "".join(part.title() for part in component.split("-")))
    return macro


def render(component: str, params: Mapping[str, Any]) -> SafeString:
    """HTML of a component. Escaping is Jinja's; only parameters called ``html`` are taken as they are."""
    return SafeString(str(_macro(component)(_plain(params))))


def _plain(value: Any) -> Any:
    """Lazy translations become text, so that a component can concatenate and compare them."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, Promise) else value


def nested(flat: Mapping[str, Any]) -> Params:
    """``label__text="Name"`` as ``{"label": {"text": "Name"}}``; ``attributes__data_x`` as ``data-x``."""
    result: Params = {}
    for path, value in flat.items():
        *parents, last = path.split("__")
        target = result
        for parent in parents:
            target = target.setdefault(parent, {})
        target[last.replace("_", "-") if "attributes" in parents else last] = value
    return result


@register.simple_tag
def govuk(component: str, params: Mapping[str, Any] | None = None, /, **keywords: Any) -> SafeString:
    """One component. Parameters as a dict from the view, as keywords, or both; ``a__b=`` reaches into ``a``."""
    return render(component, {**(params or {}), **nested(keywords)})


class _BlockNode(template.Node):
    def __init__(self, component: FilterExpression, keywords: dict[str, FilterExpression], nodelist: NodeList) -> None:
        self.component, self.keywords, self.nodelist = component, keywords, nodelist

    def render(self, context: Context) -> SafeString:
        params = nested({name: value.resolve(context) for name, value in self.keywords.items()})
        params.setdefault("html", self.nodelist.render(context))
        return render(self.component.resolve(context), params)


@register.tag
def govukblock(parser: Parser, token: Token) -> _BlockNode:
    """``{% govukblock "details" summaryText=_("Why?") %}…{% endgovukblock %}``: the content becomes ``html``."""
    _tag, component, *bits = token.split_contents()
    keywords = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError("govukblock takes a component and name=value pairs")
    nodelist = parser.parse(("endgovukblock",))
    parser.delete_first_token()
    return _BlockNode(parser.compile_filter(component), keywords, nodelist)


# Forms ---------------------------------------------------------------------------------------------------------------

_ATTRIBUTES_OF_THE_COMPONENT = frozenset(
    {"id", "class", "required", "aria-invalid", "aria-describedby", "cols", "rows"}
)
_ATTRIBUTES_WITH_THEIR_OWN_PARAMETER = ("autocomplete", "inputmode", "pattern", "spellcheck", "autocapitalize")


@register.simple_tag
def field(bound: BoundField, **options: Any) -> SafeString:
    """A form field with label, hint and error, as its widget asks.

    Options: ``label``, ``hint`` (instead of the field's own), ``label_classes``, ``classes``, ``heading=True`` (the
    label is the page's h1), ``inline=True`` and ``small=True`` (radios, checkboxes), ``prefix``, ``suffix``,
    ``reveal_<value>=form.other`` (a field shown under one choice), ``hide_label=True``.
    """
    widget = bound.field.widget
    if widget.is_hidden:
        return bound.as_widget()
    renderer = next((render_as for kind, render_as in _RENDERERS if _is(widget, kind)), _text_input)
    return renderer(bound, options)


def _is(widget: Widget, kind: type[Widget] | str) -> bool:
    return hasattr(widget, kind) if isinstance(kind, str) else isinstance(widget, kind)


def _common(bound: BoundField, options: Params) -> Params:
    """Name, hint and error: what all components share."""
    params: Params = {"name": bound.html_name, "idPrefix": bound.auto_id, "id": bound.auto_id}
    if hint := options.get("hint", bound.help_text):
        params["hint"] = {"html" if isinstance(hint, SafeString) else "text": hint}
    if bound.errors:
        params["errorMessage"] = {"text": " ".join(_messages(bound)), "visuallyHiddenText": _("Error")}
    if classes := options.get("classes", bound.field.widget.attrs.get("class")):
        params["classes"] = classes
    if bound.field.disabled:
        params["disabled"] = True
    return params


def _messages(bound: BoundField) -> list[str]:
    """The field's errors; Django's bare "required" is told in words that say what is missing."""
    messages: list[str] = []
    for error in bound.errors.as_data():
        bare = error.code == "required" and error.message == Field.default_error_messages["required"]
        said = [_("Please answer: %(question)s") % {"question": bound.label}] if bare else error.messages
        messages += map(str, said)
    return messages


def _label(bound: BoundField, options: Params, *, part: str = "label") -> Params:
    """The label, or the legend of a group; a heading when the page asks one thing only."""
    heading = bool(options.get("heading"))
    default = f"govuk-{'fieldset__legend' if part == 'legend' else 'label'}--{'l' if heading else 's'}"
    classes = options.get("label_classes", default)
    if options.get("hide_label"):
        classes = "govuk-visually-hidden"
    return {"text": options.get("label", bound.label), "classes": classes, "isPageHeading": heading}


def _attributes(bound: BoundField) -> tuple[Params, Params]:
    """The widget's attributes: those the component has a parameter for, and the others."""
    found = bound.build_widget_attrs({**bound.field.widget.attrs})
    own = {name: found.pop(name) for name in _ATTRIBUTES_WITH_THEIR_OWN_PARAMETER if name in found}
    rest = {name: value for name, value in found.items() if name not in _ATTRIBUTES_OF_THE_COMPONENT and value}
    return own, rest


def _text(bound: BoundField, options: Params) -> Params:
    own, rest = _attributes(bound)
    params = {**_common(bound, options), **own, "label": _label(bound, options), "attributes": rest}
    value = bound.field.widget.format_value(bound.value())
    if value is not None:
        params["value"] = value
    return params


def _text_input(bound: BoundField, options: Params) -> SafeString:
    params = _text(bound, options)
    params["type"] = getattr(bound.field.widget, "input_type", "text")
    if params["type"] == "password":
        params.pop("value", None)
    if params["type"] in ("number", "date", "datetime-local"):
        params["type"] = "text" if params["type"] == "number" else params["type"]
        params.setdefault("inputmode", "numeric" if params["type"] == "text" else None)
    for name in ("prefix", "suffix"):
        if name in options:
            params[name] = {"text": options[name]}
    return render("input", params)


def _textarea(bound: BoundField, options: Params) -> SafeString:
    rows = options.get("rows", bound.field.widget.attrs.get("rows", 5))
    return render("textarea", {**_text(bound, options), "rows": str(rows)})


def _file(bound: BoundField, options: Params) -> SafeString:
    _own, rest = _attributes(bound)
    upload = render("file-upload", {**_common(bound, options), "label": _label(bound, options), "attributes": rest})
    widget = bound.field.widget
    if not (isinstance(widget, ClearableFileInput) and bound.initial and not bound.field.required):
        return upload
    name = widget.clear_checkbox_name(bound.html_name)
    item = {"value": "on", "text": _("Remove the one I have now")}
    return upload + render("checkboxes", {"name": name, "idPrefix": f"id_{name}", "items": [item], **_small({})})


def _select(bound: BoundField, options: Params) -> SafeString:
    items: list[Params] = []
    for group, choices in _choices(bound):
        if group:
            items.append({"value": "", "text": group, "disabled": True})
        items += [{"value": c["value"], "text": c["label"], "selected": c["selected"]} for c in choices]
    _own, rest = _attributes(bound)
    return render(
        "select", {**_common(bound, options), "label": _label(bound, options), "items": items, "attributes": rest}
    )


def _group(component: str, bound: BoundField, options: Params) -> SafeString:
    hints: Mapping[Any, str] = getattr(bound.field, "choice_hints", {})
    items: list[Params] = []
    for group, choices in _choices(bound):
        if group:
            items.append({"divider": group})
        for choice in choices:
            items.append(_item(choice, hints.get(choice["value"]), options.get(f"reveal_{choice['value']}")))
    params = {**_common(bound, options), "items": items, "fieldset": {"legend": _label(bound, options, part="legend")}}
    return render(component, {**params, **_small(options, component=component, classes=params.get("classes", ""))})


def _item(choice: Params, hint: str | None, reveals: BoundField | None) -> Params:
    item: Params = {"value": choice["value"], "text": choice["label"], "checked": choice["selected"]}
    if hint:
        item["hint"] = {"text": hint}
    if reveals is not None:
        item["conditional"] = {"html": field(reveals)}
    return item


def _small(options: Params, *, component: str = "checkboxes", classes: str = "") -> Params:
    wanted = [classes]
    wanted += [f"govuk-{component}--{name}" for name in ("inline", "small") if options.get(name)]
    return {"classes": " ".join(filter(None, wanted))}


def _radios(bound: BoundField, options: Params) -> SafeString:
    return _group("radios", bound, options)


def _checkboxes(bound: BoundField, options: Params) -> SafeString:
    return _group("checkboxes", bound, options)


def _checkbox(bound: BoundField, options: Params) -> SafeString:
    params = _common(bound, options)
    item: Params = {"value": "on", "text": options.get("label", bound.label), "checked": bool(bound.value())}
    if hint := params.pop("hint", None):
        item["hint"] = hint
    return render("checkboxes", {**params, "items": [item], **_small(options, classes=params.get("classes", ""))})


def _choices(bound: BoundField) -> Iterable[tuple[str | None, list[Params]]]:
    """Groups of choices with what is chosen now, as the widget itself would render them."""
    widget = bound.field.widget
    assert isinstance(widget, ChoiceWidget)
    chosen = widget.format_value(bound.value())
    for name, options, _index in widget.optgroups(bound.html_name, chosen, {}):
        yield name, [{**option, "value": str(option["value"])} for option in options]


def _date(bound: BoundField, options: Params) -> SafeString:
    """Three boxes. The widget sends ``name_day``, ``name_month``, ``name_year`` (SelectDateWidget's names)."""
    widget = bound.field.widget
    values: Mapping[str, Any] = widget.format_value(bound.value()) or {}
    wrong = " govuk-input--error" if bound.errors else ""
    born = widget.attrs.get("autocomplete") == "bday"
    items = [
        {
            "id": f"{bound.auto_id}_{part}",
            "name": f"{bound.html_name}_{part}",
            "label": label,
            "classes": f"govuk-input--width-{width}{wrong}",
            "value": "" if values.get(part) is None else str(values[part]),
            "autocomplete": f"bday-{part}" if born else None,
        }
        for part, label, width in (("day", _("Day"), 2), ("month", _("Month"), 2), ("year", _("Year"), 4))
    ]
    legend = _label(bound, options, part="legend")
    return render("date-input", {**_common(bound, options), "items": items, "fieldset": {"legend": legend}})


# First match wins; a string asks for an attribute of that name (kit.fields.DateBoxes).
_RENDERERS: tuple[tuple[type[Widget] | str, Callable[[BoundField, Params], SafeString]], ...] = (
    ("date_boxes", _date),
    (SelectDateWidget, _date),
    (CheckboxSelectMultiple, _checkboxes),
    (RadioSelect, _radios),
    (Select, _select),
    (CheckboxInput, _checkbox),
    (FileInput, _file),
    (Textarea, _textarea),
)


@register.simple_tag
def fields(form: BaseForm) -> SafeString:
    """All fields of a form in their order: for forms that need no arranging."""
    return SafeString("".join(field(bound) for bound in form if bound.name != "acting_post"))  # form_head writes it


@register.simple_tag
def error_summary(*forms: BaseForm | BaseFormSet[Any]) -> SafeString:
    """What went wrong, at the top of the page, each line a link to its field. Nothing when nothing did."""
    errors = [error for form in forms for error in _errors(form)]
    if not errors:
        return SafeString("")
    return render("error-summary", {"titleText": _("There is a problem"), "errorList": errors})


def _errors(form: BaseForm | BaseFormSet[Any]) -> list[Params]:
    if isinstance(form, BaseFormSet):
        whole = [{"text": message} for message in form.non_form_errors()] if form.is_bound else []
        return whole + [error for inner in form.forms for error in _errors(inner)]
    if not isinstance(form, BaseForm) or not form.is_bound:
        return []
    whole = [{"text": message} for message in form.non_field_errors()]
    return whole + [
        {"text": message} if bound.is_hidden else {"text": message, "href": f"#{_first_input(bound)}"}
        for bound in form
        for message in _messages(bound)
    ]


def _first_input(bound: BoundField) -> str:
    widget = bound.field.widget
    boxes = hasattr(widget, "date_boxes") or isinstance(widget, SelectDateWidget)
    return f"{bound.auto_id}_day" if boxes else str(bound.auto_id)


@register.simple_tag(takes_context=True)
def form_head(context: Context) -> SafeString:
    """First thing in every POST form: the CSRF token and the post its writer acts in."""
    request = context.get("request")
    token = context.get("csrf_token") or (get_token(request) if request else "")
    csrf = _hidden("csrfmiddlewaretoken", token) if token else SafeString("")
    post = getattr(context.get("frame"), "post_id", None)
    return csrf + _hidden("acting_post", post) if post else csrf


def _hidden(name: str, value: Any) -> SafeString:
    return format_html('<input type="hidden" name="{}" value="{}">', name, value)
