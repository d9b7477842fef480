/** The sample, used as a program that has Ligature as a library uses it. */
package dev.ligature.behaviour.library;
