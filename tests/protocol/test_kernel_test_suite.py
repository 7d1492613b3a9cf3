# tests/protocol/test_kernel_test_suite.py - jupyter_kernel_test's checks, with cells in C.
import jupyter_kernel_test
import pytest

KERNEL = "cicle"


@pytest.mark.usefixtures("installed")
class TestSuite(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "c"
    file_extension = ".c"
    code_hello_world = '#include <stdio.h>\nprintf("hello, world\\n");'
    code_stderr = '#include <stdio.h>\nfputs("oops\\n", stderr);'
    completion_samples = [
        {"text": "contin", "matches": {"continue"}},
        {"text": "int é; typede", "matches": {"typedef"}},
    ]
    complete_code_samples = [
        "1",
        "int complete_x = 1;",
        "for (int i = 0; i < 3; i++) {\n}",
        "%lsmagic",
    ]
    incomplete_code_samples = ["int f(void) {", "f(1,", "/* no end"]
    invalid_code_samples = ["int x = ];"]
    code_page_something = "printf?"
    code_generate_error = "no_such_name + 1"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "1 + 1", "result": "2"},
    ]
    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "6 ? 7"
    code_inspect_sample = "printf"
    code_display_data = [
        {"code": '#include <cicle.h>\ndisplay_html("<b>x</b>");', "mime": "text/html"},
        {"code": '#include <cicle.h>\ndisplay_json("{}");', "mime": "application/json"},
    ]
    code_clear_output = "#include <cicle.h>\nclear_output(0);"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kc.execute("#include <stdio.h>", reply=True, timeout=jupyter_kernel_test.TIMEOUT)


@pytest.mark.usefixtures("installed")
class TestWelcome(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True
