using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Notify.Server.Delivery;
using Notify.UnitTests.Nations;

namespace Notify.UnitTests.Server;

/// <summary>What operators read agrees with what the program does.</summary>
public sealed partial class OperatorsPageTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Packs.Folder, "..", ".."));

    [Fact]
    public void Page_of_metrics_lists_each_instrument_once_and_none_that_is_gone()
    {
        var made = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Instrument().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value);
        var listed = Row().Matches(File.ReadAllText(Path.Combine(Root, "ops", "metrics.md"))).Select(match => match.Groups[1].Value);

        Assert.Equal(made.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_two_messages_of_the_log_have_one_id()
    {
        var twice = typeof(DeliveryMetrics).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Select(method => (Method: method, Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(found => found.Message is not null)
            .GroupBy(found => found.Message!.EventId)
            .Where(same => same.Count() > 1)
            .Select(same => $"{same.Key}: {string.Join(", ", same.Select(found => $"{found.Method.DeclaringType!.Name}.{found.Method.Name}"))}");

        Assert.Empty(twice);
    }

    [GeneratedRegex("""Create(?:Counter|Histogram|UpDownCounter|ObservableGauge|ObservableCounter)(?:<\w+>)?\(\s*"([^"]+)""")]
    private static partial Regex Instrument();

    [GeneratedRegex(@"^\| `([a-z_.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
