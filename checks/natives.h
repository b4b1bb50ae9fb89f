/* Prototypes of every C function in natives.def; a file in checks/ that defines one includes this. */
#ifndef GL_CHECKS_NATIVES_H
#define GL_CHECKS_NATIVES_H

#include "engine/check.h"

#define GL_NATIVE_CHECK(id, function) gl_native_fn function;
#define GL_NATIVE_PODS_CHECK(id, function) gl_native_fn function;
#define GL_NATIVE_NETWORK_CHECK(id, function) gl_native_fn function;
#define GL_NATIVE_TEST(name, function) gl_test_fn function;
#include "checks/natives.def"
#undef GL_NATIVE_CHECK
#undef GL_NATIVE_PODS_CHECK
#undef GL_NATIVE_NETWORK_CHECK
#undef GL_NATIVE_TEST

#endif
