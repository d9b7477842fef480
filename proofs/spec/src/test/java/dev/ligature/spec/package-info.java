@NullMarked
package dev.ligature.spec;

import org.jspecify.annotations.NullMarked;
