// tests/cells/magic_lsmagic.c - %lsmagic lists the magics
%lsmagic
// expect stdout: Line magics: <any>%prun<any>
// expect stdout: Cell magics: <any>%%prun<any>
// expect stdout: <any>
