/** Sweeps, audits and recovery: what they find in a bucket, and what they make of it. */
package dev.ligature.behaviour.sweep;
