using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Notify.Server.Hosting;

/// <summary>Networks in a setting: addresses with prefix lengths and commas between, as in <c>10.20.0.0/16, fc00::/7</c>.</summary>
internal static class NetworkList
{
    /// <exception cref="FormatException">One of them is none; <see cref="Faults"/> says so at the start.</exception>
    public static IReadOnlyList<IPNetwork> Parse(string text) => [.. Split(text).Select(IPNetwork.Parse)];

    /// <param name="setting">Its whole name.</param>
    /// <returns>One for each that is no network.</returns>
    public static IEnumerable<ValidationResult> Faults(string text, string setting) =>
        Split(text).Where(one => !IPNetwork.TryParse(one, out _)).Select(one => new ValidationResult($"'{one}' in {setting} is not a network such as 10.20.0.0/16"));

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
