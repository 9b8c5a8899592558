package dev.passage.migration.testkit.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How much of everything a tenant of the fleet has (T6). Immutable.
 *
 * @param id the tenant's id in {@code customers}, 1 to 64 characters
 * @param drivers number of drivers, 1 or more
 * @param vehicles number of vehicles, 1 or more
 * @param positions number of GPS positions, not negative
 * @since 0.1.0
 */
public record FleetTenant(String id, int drivers, int vehicles, long positions) {
    private static final long POSITIONS_OF_A_VEHICLE = 5_000;
    private static final int MOST_VEHICLES = 500;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public FleetTenant {
        Objects.requireNonNull(id, "id");
        if (id.isEmpty() || id.length() > 64) {
            throw new IllegalArgumentException(
                    "The id of a tenant of the fleet needs 1 to 64 characters, but has " + id.length() + ".");
        }
        if (drivers < 1 || vehicles < 1 || positions < 0) {
            throw new IllegalArgumentException("Tenant " + id + " needs a driver, a vehicle and no negative number of"
                    + " positions, but was given " + drivers + ", " + vehicles + " and " + positions + ".");
        }
    }

    /**
     * Returns a tenant with as many vehicles and drivers as go with its positions.
     *
     * @param id the tenant's id
     * @param positions number of GPS positions, not negative
     * @return the tenant
     */
    public static FleetTenant of(String id, long positions) {
        int vehicles = (int) Math.min(MOST_VEHICLES, 4 + Math.max(0, positions) / POSITIONS_OF_A_VEHICLE);
        return new FleetTenant(id, vehicles + 2, vehicles, positions);
    }

    /**
     * Returns {@code acme} between neighbours of other sizes, who must not notice when it moves.
     *
     * @param positions number of GPS positions of {@code acme}, not negative
     * @return the tenants
     */
    public static List<FleetTenant> acmeAmongOthers(long positions) {
        List<FleetTenant> tenants = new ArrayList<>();
        tenants.add(of("globex", positions / 3));
        tenants.add(of("acme", positions));
        tenants.add(of("initech", positions / 10));
        tenants.add(of("o'hara & söhne", positions / 30));
        return List.copyOf(tenants);
    }
}
