# tests/protocol/test_widgets.py - widgets from C: ipywidgets' models over comms.

import pytest

from client import is_idle

VIEW = "application/vnd.jupyter.widget-view+json"
CODE = """#include <cicle.h>
#include <stdio.h>
double real = 2;
int whole = 30, told_cnt;
void told(void) { told_cnt++; printf("real %g, whole %d", real, whole); }
void fails(void) { *(volatile int *)0 = 1; }"""


class Front:
    """What a front end knows of the models."""

    def __init__(self, kernel):
        self.kernel = kernel
        self.models = {}  # by comm id

    def take(self, messages):
        for message in messages:
            content = message["content"]
            if message["msg_type"] == "comm_open":
                assert content["target_name"] == "jupyter.widget"
                assert message["metadata"]["version"].startswith("2.")
                self.models[content["comm_id"]] = dict(content["data"]["state"])
            elif message["msg_type"] == "comm_msg":
                self.models[content["comm_id"]].update(content["data"]["state"])
            elif message["msg_type"] == "comm_close":
                del self.models[content["comm_id"]]

    def run(self, code):
        """Runs a cell. Gives the outcome and the ids of the models that it shows."""
        outcome = self.kernel.run(code)
        self.take(outcome.messages)
        shown = outcome.contents("display_data")
        return outcome, [c["data"][VIEW]["model_id"] for c in shown if VIEW in c["data"]]

    def send(self, comm_id, data):
        """Sends a comm_msg. Gives all that is published until it is idle, status left out."""
        content = {"comm_id": comm_id, "data": data}
        msg_id = self.kernel.send("shell", "comm_msg", content)
        found = []
        waiting, self.kernel.pending = self.kernel.pending, []
        while True:
            message = waiting.pop(0) if waiting else self.kernel.receive("iopub")
            is_ours = message["parent_header"].get("msg_id") == msg_id
            if is_ours and is_idle(message):
                break
            if message["msg_type"] != "status":
                found.append(message)
        self.take(found)
        return found

    def move(self, comm_id, value):
        self.models[comm_id]["value"] = value
        update = {"method": "update", "state": {"value": value}, "buffer_paths": []}
        return self.send(comm_id, update)

    def click(self, comm_id):
        return self.send(comm_id, {"method": "custom", "content": {"event": "click"}})


@pytest.fixture
def front(fresh):
    assert fresh.run(CODE).reply["status"] == "ok"
    return Front(fresh)


def text_of(messages):
    return "".join(m["content"]["text"] for m in messages if m["msg_type"] == "stream")


def test_a_slider_is_a_model_with_its_parts(front):
    outcome, (slider,) = front.run('slider("re<al", &real, 0, 10, 0.5, told);')
    assert outcome.types[2:-1] == ["comm_open", "comm_open", "comm_open", "display_data"]
    state = front.models[slider]
    assert state["_model_name"] == "FloatSliderModel" and state["_view_name"] == "FloatSliderView"
    assert [state[name] for name in ("description", "value", "min", "max", "step")] == [
        "re<al", 2, 0, 10, 0.5,
    ]
    for part, name in (("layout", "LayoutModel"), ("style", "SliderStyleModel")):
        assert front.models[state[part].removeprefix("IPY_MODEL_")]["_model_name"] == name
    comms = front.kernel.ask("comm_info_request", {"target_name": "jupyter.widget"})["comms"]
    assert comms == {one: {"target_name": "jupyter.widget"} for one in front.models}
    assert front.kernel.ask("comm_info_request", {"target_name": "other"})["comms"] == {}


def test_a_move_sets_the_object_and_calls_the_function(front):
    _, (slider,) = front.run('slider("x", &real, 0, 10, 0.5, told);')
    outcome, (whole,) = front.run('int_slider("n", &whole, 0, 20, 1, told);')
    assert front.models[whole]["value"] == 20, "the object is moved into the range"
    made_by = outcome.message["parent_header"]["msg_id"]
    messages = front.move(slider, 7.5)
    assert text_of(messages) == "real 7.5, whole 20"
    messages = front.move(whole, 4)
    assert text_of(messages) == "real 7.5, whole 4"
    parents = {m["parent_header"]["msg_id"] for m in messages if m["msg_type"] == "stream"}
    assert parents == {made_by}, "the text belongs to the cell that made the widget"
    assert front.kernel.run("told_cnt").value == "2"
    count = front.kernel.run("1").reply["execution_count"]
    front.move(whole, 5)
    assert front.kernel.run("1").reply["execution_count"] == count + 1
    assert front.kernel.is_silent("shell", 0.1), "a widget's message has no reply"


def test_a_function_that_is_defined_anew_is_the_one_that_is_called(front):
    _, (slider,) = front.run('slider("x", &real, 0, 10, 1, told);')
    front.kernel.run('void told(void) { printf("new %g", real); }')
    assert text_of(front.move(slider, 3)) == "new 3"


def test_a_button_and_a_bar(front):
    _, (bar, button) = front.run(
        """struct cicle_widget *work = progress_bar("work", 0, 10);
void go(void) { widget_set(work, 7); }
button("Go", go);"""
    )
    assert front.models[bar]["_model_name"] == "FloatProgressModel"
    assert front.models[button]["description"] == "Go"
    front.click(button)
    assert front.models[bar]["value"] == 7


def test_interact_replaces_what_the_function_showed(front):
    outcome, (slider, output) = front.run('interact("x", &real, 0, 10, 1, told); puts("after");')
    model = front.models[output]
    assert model["_model_name"] == "OutputModel" and model["msg_id"] == ""
    cell = outcome.message["parent_header"]["msg_id"]

    def steps(messages):
        found = []
        for message in messages:
            if message["msg_type"] == "comm_msg":
                found.append(message["content"]["data"]["state"]["msg_id"])
            elif message["msg_type"] in ("stream", "clear_output"):
                found.append(message["content"].get("text", "clear"))
        return found

    assert steps(outcome.messages) == [cell, "clear", "real 2, whole 30", "", "after\n"]
    # What answers a move belongs to the move: a front end that sent no cell (Voila) shows it, too.
    answers = front.move(slider, 9)
    (move,) = {message["parent_header"]["msg_id"] for message in answers}
    assert move != cell
    assert steps(answers) == [move, "clear", "real 9, whole 30", ""]


def test_a_function_that_fails_says_so_in_its_place(front):
    outcome, _ = front.run('interact("x", &real, 0, 10, 1, fails);')
    assert outcome.reply["ename"] == "SIGSEGV"
    assert outcome.types[-3:] == ["error", "comm_msg", "status"]
    _, (slider,) = front.run('slider("x", &real, 0, 10, 1, fails);')
    messages = front.move(slider, 1)
    assert "error" in [m["msg_type"] for m in messages]
    assert front.kernel.run("1 + 1").value == "2"


def test_moves_wait_for_the_cell_that_runs(front):
    _, (slider,) = front.run('slider("x", &real, 0, 10, 1, told);')
    msg_id = front.kernel.start("#include <unistd.h>\nusleep(300000); real")
    messages = front.move(slider, 5)
    assert text_of(messages).endswith("real 5, whole 30")
    results = [m for m in messages if m["msg_type"] == "execute_result"]
    assert [m["content"]["data"]["text/plain"] for m in results] == ["2.0"]
    front.kernel.reply(msg_id)


def test_a_state_that_is_asked_for_is_told(front):
    _, (slider,) = front.run('slider("x", &real, 0, 10, 1, told);')
    front.send(slider, {"method": "update", "state": {"description": "new"}})
    messages = front.send(slider, {"method": "request_state"})
    (answer,) = [m["content"]["data"] for m in messages if m["msg_type"] == "comm_msg"]
    assert answer["method"] == "update" and answer["state"]["description"] == "new"
    assert answer["state"]["_model_name"] == "FloatSliderModel"


def test_closing_works_from_both_sides(front):
    code = 'struct cicle_widget *mine = slider("x", &real, 0, 10, 1, told);'
    _, (slider,) = front.run(code)
    front.run("widget_close(mine); widget_set(mine, 1);")
    assert slider not in front.models
    front.models[slider] = {}
    assert text_of(front.move(slider, 5)) == ""
    _, (other,) = front.run('slider("y", &real, 0, 10, 1, told);')
    front.kernel.until_idle(front.kernel.send("shell", "comm_close", {"comm_id": other}))
    assert other not in front.kernel.ask("comm_info_request")["comms"]


@pytest.mark.parametrize(
    "data",
    [
        None,
        7,
        {},
        {"method": 7},
        {"method": "update"},
        {"method": "update", "state": {"value": "text"}},
        {"method": "update", "state": [1, 2]},
        {"method": "custom"},
        {"method": "custom", "content": {"event": 7}},
        {"method": "no such"},
    ],
)
def test_a_malformed_message_calls_nothing(front, data):
    _, (slider,) = front.run('slider("x", &real, 0, 10, 1, told);')
    assert text_of(front.send(slider, data)) == ""
    assert front.kernel.run("told_cnt").value == "0"


@pytest.mark.parametrize(
    "code, says",
    [
        ('slider("x", NULL, 0, 1, 1, told) == NULL', "slider: it needs an object"),
        ('slider("x", &real, 1, 1, 1, told) == NULL', "slider: it needs an object"),
        ('int_slider("x", &whole, 0, 5, 0, told) == NULL', "int_slider: it needs an object"),
        ('progress_bar("x", 3, 2) == NULL', "progress_bar: it needs low < high"),
        ('interact("x", &real, 0, 1, 1, NULL) == -1', "interact: there is no function"),
        ("widget_set(NULL, 1) == -1", "widget_set: that is no widget"),
        ("widget_close((struct cicle_widget *)&real) == -1", "widget_close: that is no widget"),
    ],
)
def test_a_wrong_call_says_why(front, code, says):
    outcome = front.kernel.run(code)
    assert outcome.value == "1"
    assert says in outcome.text("stderr")
