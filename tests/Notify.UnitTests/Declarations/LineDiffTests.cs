using FsCheck.Xunit;
using Notify.Core.Declarations;

namespace Notify.UnitTests.Declarations;

public sealed class LineDiffTests
{
    [Theory]
    [InlineData("a", "a", "")]
    [InlineData(null, "a\nb", "+ a|+ b")]
    [InlineData("a\nb\nc", "a\nB\nc", "  a|- b|+ B|  c")]
    [InlineData("a\nb", "a\nx\nb", "  a|+ x|  b")]
    [InlineData("1\n2\n3\n4\n5\n6\n7", "1\n2\n3\n4\n5\n6\nx", "…|  5|  6|- 7|+ x")]
    [InlineData("x\n1\n2\n3\n4\n5\ny", "X\n1\n2\n3\n4\n5\nY", "- x|+ X|  1|  2|…|  4|  5|- y|+ Y")]
    public void Difference_is_shown_with_two_lines_around_it(string? before, string after, string expected) =>
        Assert.Equal(expected, string.Join('|', LineDiff.Of(before, after)));

    [Property]
    public bool Lines_that_go_and_come_account_for_the_whole_difference(string[] before, string[] after)
    {
        var (old, now) = (Lines(before), Lines(after));
        var diff = LineDiff.Of(string.Join('\n', old), string.Join('\n', now));

        return Rest(old, diff, '-').SequenceEqual(Rest(now, diff, '+'));
    }

    private static List<string> Lines(string[]? lines) => [.. (lines ?? []).Select(line => (line ?? "").ReplaceLineEndings("").Replace("\n", "", StringComparison.Ordinal))];

    /// <summary>What is left of a text, in any order, without the lines that are marked.</summary>
    private static IEnumerable<string> Rest(List<string> lines, IReadOnlyList<string> diff, char mark)
    {
        var rest = lines.Count == 0 ? [""] : new List<string>(lines);
        foreach (var line in diff.Where(line => line[0] == mark))
        {
            rest.Remove(line[2..]);
        }

        return rest.Order(StringComparer.Ordinal);
    }
}
