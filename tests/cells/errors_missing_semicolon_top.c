// tests/cells/errors_missing_semicolon_top.c - a missing semicolon at the top
int a = 1
int b = 2;   // expect error: In[1]:2: <or> In[1]:1:10: expected ';'
