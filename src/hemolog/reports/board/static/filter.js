"use strict";
H.filter = { Problem: class extends Error {}, parse: () => { throw new H.filter.Problem("not yet"); }, matches: () => true };
