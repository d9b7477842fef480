/** The rules that the shape of the code keeps, whoever writes it. */
@NullMarked
package dev.ligature.architecture;

import org.jspecify.annotations.NullMarked;
