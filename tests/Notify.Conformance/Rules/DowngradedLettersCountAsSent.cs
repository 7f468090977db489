using System.Buffers;
using System.Text.Json;
using Notify.Core.Templates.Sms;

namespace Notify.Conformance.Rules;

internal sealed class DowngradedLettersCountAsSent : IDepartureRule
{
    private const int SingleUcs2 = 70;
    private const int PartUcs2 = 67;
    private static readonly SearchValues<char> Forcing = SearchValues.Create(SmsEncodingRules.WelshLetters);

    public string Departure => "downgraded-letters-count-as-sent";

    public bool Explains(JsonElement recorded, JsonElement ours, string field)
    {
        var content = ours.Text("content");
        if (recorded.Flag("ucs2") || !ours.Flag("ucs2") || recorded.Text("content") != content || !content.AsSpan().ContainsAny(Forcing))
        {
            return false;
        }

        return field switch
        {
            "render_sms.ucs2" => true,
            "render_sms.fragment_count" => ours.Number("fragment_count") == Fragments(content.Length),
            _ => false,
        };
    }

    private static int Fragments(int length) => length <= SingleUcs2 ? 1 : (length + PartUcs2 - 1) / PartUcs2;
}
