/**
 * Where a tenant lives, and connections that follow it. Start with {@link dev.passage.migration.routing.TenantRouter}.
 */
@NullMarked
package dev.passage.migration.routing;

import org.jspecify.annotations.NullMarked;
