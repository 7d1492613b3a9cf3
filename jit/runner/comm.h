// jit/runner/comm.h - a cell's comms: who hears what the front end says.
//
// The kernel keeps the comms' ids; when a message comes it runs `cicle_comm_message(number, json);`
// as a piece of C, between cells.
#ifndef CICLE_JIT_RUNNER_COMM_H
#define CICLE_JIT_RUNNER_COMM_H

// For that piece of C: calls the comm's function. A number that is no open comm's does nothing.
void cicle_comm_message(unsigned number, const char *json);

// The front end closed it: calls the other function. json is what it said last.
void cicle_comm_closed(unsigned number, const char *json);

#endif
