/** The routes of the API, told once. Whoever serves, deploys or describes them reads them here. */
@NullMarked
package dev.ligature.api;

import org.jspecify.annotations.NullMarked;
