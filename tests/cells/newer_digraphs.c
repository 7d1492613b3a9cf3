// Digraphs are brackets.
int pair<:2:> = <% 3, 4 %>;
int of_pair(int i) <% return pair<:i:>; %>
of_pair(1)   // expect: 4
// ---
sizeof u8"\u00e9" + (unsigned char)u8"\u00e9"[0]   // expect: 198
