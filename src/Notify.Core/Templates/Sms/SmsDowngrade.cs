using System.Collections.Frozen;
using System.Text;
using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Sms;

/// <summary>Replaces what a text message cannot carry by something near to it.</summary>
/// <remarks>One step of canonical decomposition, as the original: <c>ế</c> becomes <c>ê</c>, not <c>e</c>. Then a table of
/// typographic marks. Whatever is left becomes <c>?</c>, one for each code point.</remarks>
public static class SmsDowngrade
{
    private static readonly FrozenDictionary<char, char> Decompositions = Load();

    /// <returns>The text as it would be sent; the same instance when nothing had to change.</returns>
    public static string Apply(string text, SmsEncodingRules rules)
    {
        if (!NeedsWork(text, rules))
        {
            return text;
        }

        using var downgraded = TextBuffer.Rent();
        Apply(text, rules, downgraded);
        return downgraded.ToString();
    }

    /// <summary>The code points that become <c>?</c>, in ascending order, each once.</summary>
    public static IReadOnlyList<string> Replaced(ReadOnlySpan<char> text, SmsEncodingRules rules)
    {
        if (text.IndexOfAnyExcept(rules.AllowedSet) < 0 || rules.KeepsAll)
        {
            return [];
        }

        var lost = new SortedSet<int>();
        foreach (var rune in text.EnumerateRunes())
        {
            if (!rune.IsBmp || IsLost((char)rune.Value, rules))
            {
                lost.Add(rune.Value);
            }
        }

        return [.. lost.Select(value => new Rune(value).ToString())];
    }

    /// <summary>What one character of the basic plane turns into.</summary>
    /// <returns>Empty when it is dropped; <c>?</c> when nothing is near to it.</returns>
    public static string Of(char c, SmsEncodingRules rules)
    {
        if (rules.AllowedSet.Contains(c) || rules.HasShifted(c))
        {
            return c.ToString();
        }

        if (!rules.KeepsAll && Decompositions.TryGetValue(c, out var first))
        {
            return rules.AllowedSet.Contains(first) ? first.ToString() : "?";
        }

        return Typographic(c) ?? (rules.KeepsAll ? c.ToString() : c switch { 'Ł' => "L", 'ł' => "l", _ => "?" });
    }

    internal static void Apply(ReadOnlySpan<char> text, SmsEncodingRules rules, TextBuffer into)
    {
        while (true)
        {
            var odd = text.IndexOfAnyExcept(rules.AllowedSet);
            if (odd < 0)
            {
                into.Append(text);
                return;
            }

            into.Append(text[..odd]);
            var width = Characters.WidthAt(text, odd);
            if (width == 2)
            {
                into.Append(rules.KeepsAll ? text.Slice(odd, 2) : "?");
            }
            else
            {
                into.Append(Of(text[odd], rules));
            }

            text = text[(odd + width)..];
        }
    }

    private static bool NeedsWork(string text, SmsEncodingRules rules) => text.AsSpan().IndexOfAnyExcept(rules.AllowedSet) >= 0;

    private static bool IsLost(char c, SmsEncodingRules rules) => c != '?' && Of(c, rules) == "?";

    private static string? Typographic(char c) => c switch
    {
        '\u2011' or '\u2013' or '\u2014' or '\u2212' => "-",
        '\u2026' => "...",
        '\u2018' or '\u2019' or '\u201A' => "'",
        '\u201C' or '\u201D' or '\u201E' => "\"",
        '\u00A0' or '\u202F' or '\t' => " ",
        _ when Characters.Invisible.Contains(c) => "",
        _ => null,
    };

    // Each line: the first character of a decomposition, a space, the characters that decompose to it.
    private static FrozenDictionary<char, char> Load()
    {
        using var resource = typeof(SmsDowngrade).Assembly.GetManifestResourceStream("Notify.Core.Templates.Sms.Decompositions.txt")!;
        using var reader = new StreamReader(resource);
        var table = new Dictionary<char, char>();
        while (reader.ReadLine() is { } line)
        {
            foreach (var source in line.AsSpan(2))
            {
                table[source] = line[0];
            }
        }

        return table.ToFrozenDictionary();
    }
}
