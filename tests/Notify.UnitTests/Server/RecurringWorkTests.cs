using Notify.Server.Maintenance;

namespace Notify.UnitTests.Server;

public sealed class RecurringWorkTests
{
    [Theory]
    [InlineData("balance-providers", 7, false)]
    [InlineData("balance-providers", 8, true)]
    [InlineData("retention", 125, false)]
    [InlineData("retention", 126, true)]
    public void Job_is_overdue_when_it_was_due_twice_and_some_minutes_have_passed(string name, int minutes, bool isOverdue) =>
        Assert.Equal(isOverdue, RecurringWork.All.Single(work => work.Name == name).IsOverdue(TimeSpan.FromMinutes(minutes)));

    [Fact]
    public void Names_are_unique() => Assert.Distinct(RecurringWork.All.Select(work => work.Name));
}
