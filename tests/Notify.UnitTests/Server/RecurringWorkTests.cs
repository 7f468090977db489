using Cronos;
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

    [Theory]
    [MemberData(nameof(Works))]
    public void Longest_time_between_two_runs_is_that_of_the_cron_expression(string name)
    {
        var work = RecurringWork.All.Single(work => work.Name == name);
        var from = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

        var runs = CronExpression.Parse(work.Cron).GetOccurrences(from, from.AddDays(8)).ToList();

        Assert.Equal(work.Every, runs.Zip(runs.Skip(1), (one, next) => next - one).Max());
    }

    public static TheoryData<string> Works() => [.. RecurringWork.All.Select(work => work.Name)];

    [Fact]
    public void Names_are_unique() => Assert.Distinct(RecurringWork.All.Select(work => work.Name));
}
