using Notify.Server.Hosting;
using Npgsql;

namespace Notify.UnitTests.Server;

/// <summary>Tells a database that is away, or has no room, from one that says no.</summary>
public sealed class DatabaseFaultsTests
{
    [Theory]
    [InlineData("08006", true)]
    [InlineData("53100", true)]
    [InlineData("53200", true)]
    [InlineData("53300", true)]
    [InlineData("57P01", true)]
    [InlineData("58030", true)]
    [InlineData("22001", false)]
    [InlineData("23505", false)]
    [InlineData("40P01", false)]
    public void IsAway_tells_what_may_pass_by_itself_from_what_does_not(string state, bool away) =>
        Assert.Equal(away, DatabaseFaults.IsAway(new PostgresException("", "ERROR", "ERROR", state)));
}
