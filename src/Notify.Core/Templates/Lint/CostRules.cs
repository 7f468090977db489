using Notify.Core.Templates.Placeholders;
using Notify.Core.Templates.Sms;
using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Lint;

/// <summary>Characters of a text message that are lost or dear.</summary>
internal static class CostRules
{
    public static void Check(string body, SmsEncodingRules rules, string? prefix, AdviceList advice)
    {
        var rendered = SmsTemplate.Parse(body).Render(Personalisation.Empty, prefix, rules);
        var dear = rendered.Fragments > rendered.FragmentsInGsm ? rendered.Ucs2Characters.ToHashSet(StringComparer.Ordinal) : [];
        var lost = rendered.ReplacedCharacters.ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);

        // Names of placeholders are not sent; each character is told of once, where it comes first.
        var placeholders = PlaceholderText.Parse(body).Placeholders;
        var next = 0;
        for (var i = 0; i < body.Length; i += Characters.WidthAt(body, i))
        {
            if (next < placeholders.Count && i == placeholders[next].Start)
            {
                i += placeholders[next].Length - 1;
                next++;
                continue;
            }

            if (body[i] < 128 && body[i] != '`')
            {
                continue;
            }

            var character = body.Substring(i, Characters.WidthAt(body, i));
            var sent = character.Length == 1 ? SmsDowngrade.Of(character[0], rules) : character;
            if (lost.Contains(character) && seen.Add(character))
            {
                advice.Add("lost-character", body, i, character.Length);
            }
            else if (dear.Contains(sent) && seen.Add(character))
            {
                advice.Add("dear-character", body, i, character.Length, rendered.Fragments, rendered.FragmentsInGsm);
            }
        }
    }
}
