// tests/cells/settings_lib_note.c - %lib says which package has what is missing
%lib apt-pkg
// expect stdout: note: only '<any>/libapt-pkg.so.<any>' is installed, without headers; Debian's package is most likely libapt-pkg-dev
