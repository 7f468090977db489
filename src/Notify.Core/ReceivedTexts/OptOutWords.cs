using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Notify.Core.Nations;

namespace Notify.Core.ReceivedTexts;

/// <summary>What a text that is nothing but such a word asks for.</summary>
public enum OptOutWord
{
    /// <summary>No more texts from this service.</summary>
    Stop,

    /// <summary>Texts again.</summary>
    Start,

    /// <summary>Who writes, and how to stop it.</summary>
    Help,
}

/// <summary>Recognises the words with which people stop texts, in every language of a nation.</summary>
/// <remarks>Only a whole message counts: "please cancel my appointment" is for the service. Case, accents, punctuation and spaces around it do not matter.</remarks>
public sealed class OptOutWords
{
    /// <summary>Longer messages are no such word, whatever they say.</summary>
    private const int MaxLength = 40;

    private readonly FrozenDictionary<string, OptOutWord> _words;

    /// <exception cref="ArgumentException">A word says nothing, or stands for two things.</exception>
    public OptOutWords(OptOutSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var words = new Dictionary<string, OptOutWord>(StringComparer.Ordinal);
        Add(settings.Stop, OptOutWord.Stop);
        Add(settings.Start, OptOutWord.Start);
        Add(settings.Help, OptOutWord.Help);
        _words = words.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(IReadOnlyDictionary<string, IReadOnlyList<string>> byLanguage, OptOutWord meaning)
        {
            foreach (var word in byLanguage.Values.SelectMany(list => list))
            {
                var folded = Fold(word);
                if (folded.Length == 0)
                {
                    throw new ArgumentException($"sms.optOut: '{word}' holds no letter", nameof(settings));
                }

                if (!words.TryAdd(folded, meaning) && words[folded] != meaning)
                {
                    throw new ArgumentException($"sms.optOut: '{word}' stands for both {words[folded]} and {meaning}", nameof(settings));
                }
            }
        }
    }

    /// <returns>What a text asks for; null for an ordinary one.</returns>
    public OptOutWord? Recognise(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= MaxLength && _words.TryGetValue(Fold(text), out var word) ? word : null;
    }

    /// <summary>Upper case, without accents; what is neither letter nor digit becomes one space, and none at the ends.</summary>
    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in Decompose(text).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                folded.Append(Rune.ToUpperInvariant(rune).ToString());
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format) && folded.Length > 0 && folded[^1] != ' ')
            {
                folded.Append(' ');
            }
        }

        return folded.ToString().TrimEnd();
    }

    /// <summary>A lone half of a surrogate pair cannot be decomposed, and makes no word.</summary>
    private static string Decompose(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKD);
        }
        catch (ArgumentException)
        {
            return "";
        }
    }
}
