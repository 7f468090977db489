namespace Notify.Core.Templates.Email;

/// <summary>A frame that has been written once, cut where the message's own texts go.</summary>
internal sealed class EnvelopePieces
{
    // Non-characters of Unicode: no template writes them by chance, and they are dropped from values.
    public const string Subject = "\uFDE0";
    public const string Preheader = "\uFDE1";
    public const string Body = "\uFDE2";

    private readonly string[] _fixed;
    private readonly char[] _slots;

    private EnvelopePieces(string[] pieces, char[] slots)
    {
        _fixed = pieces;
        _slots = slots;
    }

    public static bool IsMark(char c) => c is >= '\uFDE0' and <= '\uFDE2';

    public static EnvelopePieces Split(string page)
    {
        var pieces = page.Split([Subject[0], Preheader[0], Body[0]]);
        return new EnvelopePieces(pieces, [.. page.Where(IsMark)]);
    }

    /// <exception cref="FormatException">The frame leaves the message out, or shows it again.</exception>
    public EnvelopePieces DemandBodyOnce(string file)
    {
        if (_slots.Count(slot => slot == Body[0]) != 1)
        {
            throw new FormatException($"The envelope's file '{file}' must show the body exactly once");
        }

        return this;
    }

    public string Join(string subject, string preheader, string body)
    {
        var length = 0;
        foreach (var piece in _fixed)
        {
            length += piece.Length;
        }

        foreach (var slot in _slots)
        {
            length += Filling(slot, subject, preheader, body).Length;
        }

        return string.Create(length, (Pieces: this, subject, preheader, body), static (span, state) =>
        {
            var pieces = state.Pieces;
            for (var i = 0; i < pieces._fixed.Length; i++)
            {
                pieces._fixed[i].CopyTo(span);
                span = span[pieces._fixed[i].Length..];
                if (i < pieces._slots.Length)
                {
                    var filling = Filling(pieces._slots[i], state.subject, state.preheader, state.body);
                    filling.CopyTo(span);
                    span = span[filling.Length..];
                }
            }
        });
    }

    private static string Filling(char slot, string subject, string preheader, string body) =>
        slot == Subject[0] ? subject : slot == Preheader[0] ? preheader : body;
}
