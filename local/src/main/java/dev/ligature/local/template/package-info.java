/** What the synthesized CloudFormation template says of functions, routes, queues and schedules. */
@NullMarked
package dev.ligature.local.template;

import org.jspecify.annotations.NullMarked;
