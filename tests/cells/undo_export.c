// tests/cells/undo_export.c - %export writes the cells that are not undone
%checkpoint on
int n = 1;
// ---
int gone = 2;
// ---
%undo
// expect stdout: back before In[2]; undone: In[2]
// ---
%export program.c
// expect stdout: <any>
// ---
!echo "$(grep -c gone program.c) $(grep -c "int n" program.c)"
// expect stdout: 0 1
