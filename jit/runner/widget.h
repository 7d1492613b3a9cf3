// jit/runner/widget.h - sliders, buttons and bars bound to a cell's objects and functions.
//
// The kernel keeps the widgets' models; the runner keeps what they are bound to. When the user
// moves one, the kernel runs `cicle_widget_changed(number, value);` as a piece of C.
#ifndef CICLE_JIT_RUNNER_WIDGET_H
#define CICLE_JIT_RUNNER_WIDGET_H

// For that piece of C: sets the object and calls the function. A number that is no widget's does
// nothing.
void cicle_widget_changed(unsigned number, double value);

#endif
