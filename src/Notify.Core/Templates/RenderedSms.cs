using Notify.Core.Templates.Placeholders;
using Notify.Core.Templates.Sms;
using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates;

/// <summary>A text message ready to send, with what it costs. Immutable.</summary>
public sealed class RenderedSms
{
    private readonly SmsEncodingRules _rules;
    private readonly string _beforeDowngrade;
    private readonly string? _filled;
    private readonly bool _clears;

    internal RenderedSms(ReadOnlySpan<char> filled, string? prefix, SmsEncodingRules rules, bool clears)
    {
        _rules = rules;
        _clears = clears;
        var name = Characters.Trim(prefix);
        var prefixed = name.Length > 0;
        _filled = prefixed ? filled.ToString() : null;

        _beforeDowngrade = Clear(Tidy(filled, name), clears);
        Text = SmsDowngrade.Apply(_beforeDowngrade, rules);
        Fragments = SmsFragments.Count(Text, rules, out var encoding);
        Encoding = encoding;
        CharacterCount = prefixed ? Math.Max(0, Text.Length - SmsDowngrade.Apply(prefix!, rules).Length - 2) : Text.Length;
    }

    /// <summary>What is sent, the service's name in front included.</summary>
    public string Text { get; }

    /// <summary>The same without the service's name: the body that the API answers with.</summary>
    public string Content => _filled is null ? Text : SmsDowngrade.Apply(Clear(Tidy(_filled, []), _clears), _rules);

    /// <summary>Billable parts of <see cref="Text"/>, at least 1.</summary>
    public int Fragments { get; }

    public SmsEncoding Encoding { get; }

    /// <summary>The length that the limit is about, UTF-16 units: <see cref="Text"/> without the service's name and the two characters after it.</summary>
    /// <remarks>The name counts as it is stored, spaces round it included, though it is sent trimmed: the original's arithmetic.</remarks>
    public int CharacterCount { get; }

    /// <summary>Whether <see cref="CharacterCount"/>, or <see cref="Fragments"/> where only they count, is above the nation's limit.</summary>
    public bool IsTooLong => _rules.MaxCharacters is { } most ? CharacterCount > most : Fragments > _rules.MaxFragments;

    /// <summary>The <see cref="CharacterCount"/> that the limit allows a text carried like this one, for telling its author.</summary>
    public int MaxCharacters => _rules.MaxCharacters
        ?? Math.Max(0, SmsFragments.Capacity(_rules.MaxFragments, Encoding, _rules) - (Text.Length - CharacterCount));

    /// <summary>Whether nothing but the service's name would be sent.</summary>
    public bool IsEmpty => CharacterCount == 0;

    /// <summary>Characters of <see cref="Text"/> that take two septets in GSM.</summary>
    public int ExtendedCharacters => SmsFragments.Extended(Text);

    /// <summary>The characters that are sent as <c>?</c>, ascending, each once.</summary>
    public IReadOnlyList<string> ReplacedCharacters => SmsDowngrade.Replaced(_beforeDowngrade, _rules);

    /// <summary>The characters that make the whole text UCS-2, ascending, each once; empty when it is not.</summary>
    public IReadOnlyList<string> Ucs2Characters => Encoding != SmsEncoding.Ucs2
        ? []
        : [.. Text.EnumerateRunes().Where(rune => !rune.IsBmp || !GsmAlphabet.All.Contains((char)rune.Value)).Distinct().Order().Select(rune => rune.ToString())];

    /// <summary>What the text would cost if each of <see cref="Ucs2Characters"/> were a letter of the GSM alphabet: the difference is their price.</summary>
    public int FragmentsInGsm => Encoding == SmsEncoding.Ucs2 ? SmsFragments.Gsm(Text.EnumerateRunes().Count() + ExtendedCharacters) : Fragments;

    public override string ToString() => $"[text message: {Text.Length} characters]";

    private static string Tidy(ReadOnlySpan<char> filled, ReadOnlySpan<char> name)
    {
        using var prefixed = TextBuffer.Rent();
        using var spaced = TextBuffer.Rent();
        using var tidied = TextBuffer.Rent();
        if (name.Length > 0)
        {
            prefixed.Append(name);
            prefixed.Append(": ");
        }

        prefixed.Append(filled);
        Punctuation.RemoveSpaceBefore(prefixed.Written, spaced);
        WhiteSpace.NormaliseLines(spaced.Written, tidied);
        return tidied.ToString();
    }

    private static string Clear(string text, bool clears) => !clears ? text : PlaceholderText.Parse(text).WithoutPlaceholders();
}
