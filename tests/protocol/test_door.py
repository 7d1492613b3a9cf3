# tests/protocol/test_door.py - who may talk to a kernel: keys, encryption, addresses, the handshake.

import hmac
import json
import os
import socket
import stat
import subprocess
import threading

import pytest
import zmq
from jupyter_client.manager import KernelManager
from jupyter_client.session import Session

from client import CHANNELS, DEADLINE_S, Kernel, free_ports, write_private

PORT_NAMES = [f"{name}_port" for name in CHANNELS]


@pytest.fixture
def start_program(program):
    """Starts the kernel's program on a connection file; gives the process, whose stderr is piped."""
    started = []

    def start(path, **options):
        process = subprocess.Popen(
            [program, "kernel", "-f", path], stderr=subprocess.PIPE, text=True, **options
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def connection_of(**fields):
    connection = dict(zip(PORT_NAMES, free_ports(len(CHANNELS))))
    connection.update(ip="127.0.0.1", transport="tcp", key="k", signature_scheme="hmac-sha256")
    connection.update(fields)
    return connection


def connect(context, connection, name, kind, server_key=None):
    """A client's socket on a channel; server_key: encrypted."""
    one = context.socket(kind)
    one.linger = 0
    if server_key:
        one.curve_publickey, one.curve_secretkey = zmq.curve_keypair()
        one.curve_serverkey = server_key
    if kind == zmq.SUB:
        one.subscribe(b"")
    one.connect(f"tcp://{connection['ip']}:{connection[f'{name}_port']}")
    return one


def kernel_info(one, key):
    """Asks for kernel_info; gives the reply's content, None when none comes soon."""
    session = Session(key=key)
    session.send(one, "kernel_info_request")
    if not one.poll(1000):
        return None
    _, frames = session.feed_identities(one.recv_multipart())
    return session.deserialize(frames)["content"]


def wait_for_line(process, words):
    """Reads the log up to a line with these words."""
    timer = threading.Timer(DEADLINE_S, process.kill)
    timer.start()
    try:
        for line in process.stderr:
            if words in line:
                return line
    finally:
        timer.cancel()
    raise AssertionError(f"no line with {words!r}")


# --- the connection file --------------------------------------------------------------------


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_that_others_can_read_is_warned_of(start_program, tmp_path, mode):
    path = tmp_path / "kernel.json"
    write_private(path, connection_of())
    path.chmod(mode)
    assert f"(mode {mode:o})" in wait_for_line(start_program(path), "other users may read")


def test_a_private_file_with_a_key_is_not_warned_of(start_program, tmp_path):
    path = tmp_path / "kernel.json"
    connection = connection_of()
    write_private(path, connection)
    process = start_program(path)
    with zmq.Context() as context, connect(context, connection, "shell", zmq.DEALER) as one:
        while not kernel_info(one, b"k"):
            assert process.poll() is None
    process.terminate()
    assert process.communicate(timeout=DEADLINE_S)[1] == ""


def test_an_empty_key_is_warned_of(start_program, tmp_path):
    path = tmp_path / "kernel.json"
    write_private(path, connection_of(key=""))
    assert "not signed" in wait_for_line(start_program(path), "key is empty")


def test_a_file_without_a_key_is_refused(start_program, tmp_path):
    path = tmp_path / "kernel.json"
    connection = connection_of()
    del connection["key"]
    write_private(path, connection)
    process = start_program(path)
    assert process.wait(DEADLINE_S) == 1
    assert "'key'" in process.stderr.read()


def test_a_network_without_encryption_is_warned_of(start_program, tmp_path):
    path = tmp_path / "kernel.json"
    write_private(path, connection_of(ip="0.0.0.0"))
    assert "0.0.0.0" in wait_for_line(start_program(path), "without encryption")


# --- addresses ------------------------------------------------------------------------------


def listening(pid):
    """The addresses that a process listens on, as (address, port)."""
    found = set()
    inodes = set()
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            target = os.readlink(f"/proc/{pid}/fd/{name}")
        except OSError:
            continue
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    with open(f"/proc/{pid}/net/tcp", encoding="ascii") as table:
        for line in list(table)[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                address, port = fields[1].split(":")
                packed = bytes.fromhex(address)[::-1]
                found.add((socket.inet_ntoa(packed), int(port, 16)))
    return found


@pytest.mark.parametrize("ip", ["127.0.0.1", "127.0.0.2"])
def test_exactly_the_given_address_is_bound(start_program, tmp_path, ip):
    path = tmp_path / "kernel.json"
    connection = connection_of(ip=ip)
    write_private(path, connection)
    process = start_program(path)
    with zmq.Context() as context, connect(context, connection, "shell", zmq.DEALER) as one:
        while not kernel_info(one, b"k"):
            assert process.poll() is None
    assert listening(process.pid) == {(ip, connection[name]) for name in PORT_NAMES}


def test_ipc_sockets_are_their_owners_only(program, tmp_path):
    before = os.umask(0)  # even if the user is careless
    try:
        kernel = Kernel(program, str(tmp_path), transport="ipc")
    finally:
        os.umask(before)
    try:
        for name in PORT_NAMES:
            info = os.stat(f"{kernel.connection['ip']}-{kernel.connection[name]}")
            assert stat.S_ISSOCK(info.st_mode)
            assert info.st_mode & 0o077 == 0
            assert info.st_uid == os.getuid()
    finally:
        kernel.stop()


def test_the_kernel_leaves_the_users_umask_alone(program, tmp_path):
    before = os.umask(0o027)
    try:
        kernel = Kernel(program, str(tmp_path))
    finally:
        os.umask(before)
    try:
        assert kernel.run('#include <sys/stat.h>\n(int)umask(0)').value == str(0o027)
    finally:
        kernel.stop()


# --- CURVE ----------------------------------------------------------------------------------


@pytest.mark.parametrize("transport", ["tcp", "ipc"])
def test_jupyter_client_gets_an_encrypted_kernel(installed, transport, tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    manager = KernelManager(kernel_name="cicle", transport=transport)
    manager.start_kernel(transport_encryption="required", stderr=subprocess.DEVNULL)
    client = manager.client()
    try:
        assert client.get_connection_info()["curve_publickey"]
        client.start_channels()
        client.wait_for_ready(timeout=DEADLINE_S)
        outputs = []
        reply = client.execute_interactive(
            '#include <stdio.h>\nint c = getchar(); putchar(c); 6 * 7',
            allow_stdin=True,
            stdin_hook=lambda message: client.input("Q"),
            output_hook=outputs.append,
            timeout=DEADLINE_S,
        )
        assert reply["content"]["status"] == "ok"
        texts = [o["content"]["text"] for o in outputs if o["msg_type"] == "stream"]
        assert "".join(texts) == "Q"
        client.control_channel.send(client.session.msg("kernel_info_request"))
        assert client.get_control_msg(timeout=DEADLINE_S)["content"]["status"] == "ok"
        client.hb_channel.unpause()
        assert client.hb_channel.is_beating()
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()


@pytest.fixture
def encrypted(start_program, tmp_path):
    """A kernel with CURVE, by its connection, and a context."""
    public, secret = zmq.curve_keypair()
    connection = connection_of(curve_publickey=public.decode(), curve_secretkey=secret.decode())
    path = tmp_path / "kernel.json"
    write_private(path, connection)
    start_program(path)
    context = zmq.Context()
    with connect(context, connection, "shell", zmq.DEALER, public) as one:
        while not kernel_info(one, b"k"):
            pass
    yield context, connection
    context.destroy(linger=0)


@pytest.mark.parametrize("name", CHANNELS)
@pytest.mark.parametrize("key", ["none", "another"])
def test_a_client_without_the_servers_key_gets_nothing(encrypted, name, key):
    context, connection = encrypted
    kinds = {"iopub": zmq.SUB, "hb": zmq.REQ}
    server_key = zmq.curve_keypair()[0] if key == "another" else None
    one = connect(context, connection, name, kinds.get(name, zmq.DEALER), server_key)
    if name == "hb":
        one.send(b"ping")
    elif name != "iopub":
        Session(key=b"k").send(one, "kernel_info_request")
    assert not one.poll(400)
    right = connect(context, connection, "shell", zmq.DEALER, connection["curve_publickey"].encode())
    assert kernel_info(right, b"k")["status"] == "ok"


@pytest.mark.parametrize("name", ["shell", "control", "iopub", "hb"])
def test_a_client_with_the_servers_key_is_served(encrypted, name):
    """stdin's encryption is seen above, where a cell reads."""
    context, connection = encrypted
    kinds = {"iopub": zmq.SUB, "hb": zmq.REQ}
    key = connection["curve_publickey"].encode()
    one = connect(context, connection, name, kinds.get(name, zmq.DEALER), key)
    if name in ("shell", "control"):
        assert kernel_info(one, b"k")["status"] == "ok"
        return
    if name == "hb":
        one.send(b"ping")
    assert one.poll(DEADLINE_S * 1000)


def test_keys_that_do_not_fit_are_refused(start_program, tmp_path):
    path = tmp_path / "kernel.json"
    public, _ = zmq.curve_keypair()
    _, secret = zmq.curve_keypair()
    write_private(
        path, connection_of(curve_publickey=public.decode(), curve_secretkey=secret.decode())
    )
    process = start_program(path)
    assert process.wait(DEADLINE_S) == 1
    assert "curve_publickey" in process.stderr.read()


# --- the handshake --------------------------------------------------------------------------


class Launcher:
    """A launcher's registration socket, as JEP 66 has it."""

    def __init__(self, folder, transport="tcp"):
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.ROUTER)
        self.key = b"launcher's key"
        self.file = {"transport": transport, "key": self.key.decode(), "kernel_id": "id-1"}
        self.file["signature_scheme"] = "hmac-sha256"
        if transport == "tcp":
            port = self.socket.bind_to_random_port("tcp://127.0.0.1")
            self.file.update(ip="127.0.0.1", registration_ip="127.0.0.1", registration_port=port)
        else:
            self.socket.bind(f"ipc://{folder}/registration-1")
            self.file.update(ip=f"{folder}/kernel", registration_ip=f"{folder}/registration")
            self.file["registration_port"] = 1
        self.path = os.path.join(folder, "registration.json")
        write_private(self.path, self.file)

    def sign(self, content):
        return hmac.new(self.key, content, "sha256").hexdigest().encode()

    def receive(self):
        assert self.socket.poll(DEADLINE_S * 1000), "the kernel did not register"
        self.peer, delimiter, signature, content = self.socket.recv_multipart()
        assert delimiter == b"<IDS|MSG>"
        assert signature == self.sign(content)
        return json.loads(content)

    def answer(self, content=b"ACK", signature=None):
        signature = self.sign(content) if signature is None else signature
        self.socket.send_multipart([self.peer, b"<IDS|MSG>", signature, content])

    def connection(self, ports):
        known = {name: int(ports[name]) for name in PORT_NAMES}
        return {**known, "ip": self.file["ip"], "transport": self.file["transport"]}

    def close(self):
        self.context.destroy(linger=0)


@pytest.fixture
def launcher(tmp_path):
    one = Launcher(str(tmp_path))
    yield one
    one.close()


def test_the_handshake(launcher, start_program, tmp_path):
    process = start_program(launcher.path)
    ports = launcher.receive()
    assert ports.pop("kernel_id") == "id-1"
    assert sorted(ports) == sorted(PORT_NAMES)
    assert len(set(ports.values())) == len(ports)
    connection = launcher.connection(ports)
    with connect(launcher.context, connection, "shell", zmq.DEALER) as one:
        assert kernel_info(one, launcher.key) is None, "it serves before it is acknowledged"
    launcher.answer()
    with connect(launcher.context, connection, "shell", zmq.DEALER) as one:
        while not (info := kernel_info(one, launcher.key)):
            assert process.poll() is None
    assert info["protocol_version"] == "5.6"
    assert listening(process.pid) == {("127.0.0.1", connection[name]) for name in PORT_NAMES}
    # Other clients find the kernel by a file, which goes with it.
    own = tmp_path / "kernel-id-1-connection.json"
    assert own.stat().st_mode & 0o777 == 0o600
    assert json.loads(own.read_text()) == {
        **connection, "key": launcher.key.decode(), "signature_scheme": "hmac-sha256"
    }
    process.terminate()
    assert process.wait(DEADLINE_S) == 0
    assert not own.exists()


def test_the_handshake_over_ipc(start_program, tmp_path):
    launcher = Launcher(str(tmp_path), "ipc")
    (tmp_path / "kernel-1").write_text("somebody's")
    start_program(launcher.path)
    ports = launcher.receive()
    launcher.answer()
    assert (tmp_path / "kernel-1").read_text() == "somebody's"
    with launcher.context.socket(zmq.DEALER) as one:
        one.linger = 0
        one.connect(f"ipc://{launcher.file['ip']}-{ports['shell_port']}")
        while not kernel_info(one, launcher.key):
            pass
    launcher.close()


def test_a_forged_acknowledgement_is_passed_over(launcher, start_program):
    process = start_program(launcher.path)
    ports = launcher.receive()
    launcher.answer(signature=b"0" * 64)
    launcher.answer(signature=b"")
    launcher.answer(b"NAK")
    launcher.socket.send_multipart([launcher.peer, b"<IDS|MSG>"])
    launcher.socket.send_multipart([launcher.peer] + [b"x"] * 100)
    with connect(launcher.context, launcher.connection(ports), "shell", zmq.DEALER) as one:
        assert kernel_info(one, launcher.key) is None
        assert process.poll() is None
        launcher.answer()
        while not kernel_info(one, launcher.key):
            assert process.poll() is None


def test_a_kernel_that_waits_for_its_launcher_can_be_ended(launcher, start_program):
    process = start_program(launcher.path)
    launcher.receive()
    process.terminate()
    assert process.wait(DEADLINE_S) == 1
    assert "registration" in process.stderr.read()


@pytest.mark.parametrize("kernel_id", ["../../escaped", "a/b", "", "x" * 5000, "\u00e9"])
def test_an_id_does_not_lead_out_of_the_folder(launcher, start_program, tmp_path, kernel_id):
    launcher.file["kernel_id"] = kernel_id
    write_private(launcher.path, launcher.file)
    process = start_program(launcher.path)
    ports = launcher.receive()
    assert ports["kernel_id"] == kernel_id
    launcher.answer()
    with connect(launcher.context, launcher.connection(ports), "shell", zmq.DEALER) as one:
        while not kernel_info(one, launcher.key):
            assert process.poll() is None
    assert (tmp_path / f"kernel-{process.pid}-connection.json").exists()
