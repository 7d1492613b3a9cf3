# tests/protocol/test_comms.py - comms that cells open by cicle.h.
import pytest

from client import is_idle

CODE = r"""#include <cicle.h>
#include <stdio.h>
int heard_cnt;
struct cicle_comm *comm;
void heard(struct cicle_comm *from, const char *json)
{
	heard_cnt++;
	printf("heard %d %s", from == comm, json);
	comm_send(from, "{\"answer\": [1, \"é\"]}");
}
void closed(struct cicle_comm *from, const char *json) { printf("closed %d %s", from == comm, json); }"""


@pytest.fixture
def opened(fresh):
    """A kernel with a comm that is open, and its id."""
    fresh.run(CODE)
    outcome = fresh.run(r'comm = comm_open("echo", "{\"size\": 3}", heard, closed);')
    (content,) = outcome.contents("comm_open")
    assert content["target_name"] == "echo" and content["data"] == {"size": 3}
    return fresh, content["comm_id"]


def tell(kernel, msg_type, content):
    """Sends a message. Gives all that is published until the kernel is idle, status left out."""
    msg_id = kernel.send("shell", msg_type, content)
    found, waiting, kernel.pending = [], kernel.pending, []
    while True:
        message = waiting.pop(0) if waiting else kernel.receive("iopub")
        if message["parent_header"].get("msg_id") == msg_id and is_idle(message):
            return found
        if message["msg_type"] != "status":
            found.append(message)


def test_a_message_calls_the_function_and_is_answered(opened):
    kernel, comm = opened
    data = {"text": 'a "quote", a \\ and ??/ and é\n', "list": [1, None, {"deep": True}]}
    stream, answer = tell(kernel, "comm_msg", {"comm_id": comm, "data": data})
    assert stream["msg_type"] == "stream"
    assert stream["content"]["text"].startswith('heard 1 {"text":"a \\"quote\\", a \\\\ and ??/ and é\\n"')
    assert answer["msg_type"] == "comm_msg"
    assert answer["content"] == {"comm_id": comm, "data": {"answer": [1, "é"]}}
    assert kernel.run("heard_cnt").value == "1"


def test_comms_are_listed_until_they_are_closed(opened):
    kernel, comm = opened
    assert kernel.ask("comm_info_request", {})["comms"] == {comm: {"target_name": "echo"}}
    assert kernel.ask("comm_info_request", {"target_name": "echo"})["comms"] == {comm: {"target_name": "echo"}}
    assert kernel.ask("comm_info_request", {"target_name": "other"})["comms"] == {}
    outcome = kernel.run("comm_close(comm)")
    assert outcome.contents("comm_close") == [{"comm_id": comm, "data": {}}]
    assert kernel.ask("comm_info_request", {})["comms"] == {}
    assert tell(kernel, "comm_msg", {"comm_id": comm, "data": {}}) == []
    assert "comm_send: that is no open comm" in kernel.run('comm_send(comm, "{}")').text("stderr")


def test_the_front_end_closes(opened):
    kernel, comm = opened
    (stream,) = tell(kernel, "comm_close", {"comm_id": comm, "data": {"why": "gone"}})
    assert stream["content"]["text"] == 'closed 1 {"why":"gone"}'
    assert kernel.ask("comm_info_request", {})["comms"] == {}
    assert "no open comm" in kernel.run("comm_close(comm)").text("stderr")


def test_a_front_end_cannot_open_a_target_that_is_not_there(opened):
    kernel, _ = opened
    (close,) = tell(kernel, "comm_open", {"comm_id": "mine", "target_name": "echo", "data": {}})
    assert close["msg_type"] == "comm_close" and close["content"]["comm_id"] == "mine"


@pytest.mark.parametrize("code, says", [
    ('comm_open(NULL, "{}", NULL, NULL);', "comm_open: it needs the name of a target"),
    ('comm_open("t", "[1]", NULL, NULL);', "this is no JSON object, and was not sent: [1]"),
    ('comm_send(comm, "{\\"a\\"");', 'no JSON object, and was not sent: {"a"'),
    ('comm_send((void *)1, "{}");', "comm_send: that is no open comm"),
])
def test_what_is_wrong_is_said(opened, code, says):
    kernel, _ = opened
    assert says in kernel.run(code).text("stderr")


@pytest.mark.parametrize("data", [None, 1, "x", [], {"a": "b" * 300_000}])
def test_any_data_arrive(opened, data):
    kernel, comm = opened
    published = tell(kernel, "comm_msg", {"comm_id": comm, "data": data})
    assert "".join(m["content"]["text"] for m in published if m["msg_type"] == "stream").startswith("heard 1 ")


def test_a_comm_of_a_session_that_is_over_is_closed(opened):
    kernel, comm = opened
    kernel.run("%reset -f")
    assert tell(kernel, "comm_msg", {"comm_id": comm, "data": {}}) == []
    kernel.run(CODE)
    outcome = kernel.run('comm = comm_open("echo", NULL, heard, NULL);')
    assert [content["comm_id"] for content in outcome.contents("comm_close")] == [comm]
    (content,) = outcome.contents("comm_open")
    assert kernel.ask("comm_info_request", {})["comms"] == {content["comm_id"]: {"target_name": "echo"}}
