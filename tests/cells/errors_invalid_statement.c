// tests/cells/errors_invalid_statement.c - statements that are none
return return;   // expect error line 1: <any>
// ---
else { }   // expect error line 1: <any>
// ---
case 1: ;   // expect error line 1: <any>
// ---
break;   // expect error line 1: <any>
