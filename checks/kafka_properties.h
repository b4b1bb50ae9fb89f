/* Server properties of Kafka: lines KEY=VALUE as java.util.Properties reads them (comments with # or !,
 * separators = : or blank, continued lines, the last of equal keys wins).
 *
 * Text may have holes where the template puts in something that is not known (GL_TEXT_HOLE): a value with a
 * hole is not known, and a hole where a key could stand makes every key before it uncertain. */
#ifndef GL_CHECKS_KAFKA_PROPERTIES_H
#define GL_CHECKS_KAFKA_PROPERTIES_H

#include "engine/truth.h"
#include "tree/value.h"

/* GL_TRUE with the value, GL_FALSE when the key is not set, GL_MAYBE when that cannot be known. */
enum gl_truth gl_kafka_property(struct gl_str text, struct gl_str key, struct gl_str *ret_value);
/* Hours that topics keep their data by default; -1 for ever. `ret_hours` is set when GL_TRUE is answered; 168
 * is Kafka's own default. */
enum gl_truth gl_kafka_retention(struct gl_str text, int64_t *ret_hours);

#endif
