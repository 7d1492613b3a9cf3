// tests/cells/statements_computed_goto.c - labels as values
int run(const char *program)
{
    static void *const ops[] = {&&add, &&sub, &&end};
    int value = 0;
    goto *ops[*program - '0'];
add:
    value++;
    goto *ops[*++program - '0'];
sub:
    value -= 5;
    goto *ops[*++program - '0'];
end:
    return value;
}
run("0010002")   // expect: 0
