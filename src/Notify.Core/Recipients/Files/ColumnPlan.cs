using Notify.Core.Notifications;

namespace Notify.Core.Recipients.Files;

/// <summary>How the cells of a row become values, worked out once from the headings.</summary>
/// <remarks>A heading repeated in the same spelling makes a list of its cells. Of two spellings of one name the later wins,
/// an empty cell included. The recipient's column makes no list: its last cell counts.</remarks>
internal sealed class ColumnPlan
{
    /// <summary>A distinct name: where its cells stand, by spelling.</summary>
    /// <param name="Heading">First spelling.</param>
    /// <param name="Spellings">Positions of each spelling, in order of appearance.</param>
    internal sealed record Slot(string Heading, string Key, bool IsRecipient, bool IsNeeded, List<(string Spelling, List<int> Columns)> Spellings);

    private ColumnPlan(IReadOnlyList<string> headings, List<Slot> slots)
    {
        Headings = headings;
        Slots = slots;
    }

    /// <summary>Every heading once, in the order and spelling of the file.</summary>
    public IReadOnlyList<string> Headings { get; }

    public IReadOnlyList<Slot> Slots { get; }

    /// <summary>Distinct names that the template asks for, the recipient included.</summary>
    public int NeededCount { get; private init; }

    /// <summary>Columns counted, so that cells beyond can be told.</summary>
    public int Width { get; private init; }

    /// <summary>Placeholders and recipient that no heading names, in the template's spelling.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Headings of the recipient where there is more than one, as spelled.</summary>
    public required IReadOnlyList<string> DuplicateRecipients { get; init; }

    public bool HasRecipient => Slots.Any(slot => slot.IsRecipient);

    /// <param name="filled">Columns up to the last that is filled in some row; null when not looked at.</param>
    public static ColumnPlan Make(string[] headings, IRecipientTemplate template, RecipientColumns columns, int? filled)
    {
        var channel = template.Channel;
        var needed = template.Placeholders.Select(ColumnKey.Of).ToHashSet(StringComparer.Ordinal);
        var slots = new Dictionary<string, Slot>(StringComparer.Ordinal);
        var order = new List<Slot>();
        var dropped = Dropped(headings, columns, channel, filled ?? headings.Length);
        for (var i = 0; i < headings.Length; i++)
        {
            var key = ColumnKey.Of(headings[i]);
            if (dropped.Contains(i))
            {
                continue;
            }

            if (!slots.TryGetValue(key, out var slot))
            {
                var isRecipient = columns.IsRecipient(channel, key);
                slot = new Slot(headings[i], key, isRecipient, isRecipient || needed.Contains(key), []);
                slots.Add(key, slot);
                order.Add(slot);
            }

            var spelling = slot.Spellings.Find(spelling => spelling.Spelling == headings[i]).Columns;
            if (spelling is null)
            {
                slot.Spellings.Add((headings[i], spelling = []));
            }

            spelling.Add(i);
        }

        var recipients = order.Where(slot => slot.IsRecipient).ToList();
        return new ColumnPlan([.. headings.Distinct(StringComparer.Ordinal)], order)
        {
            Width = headings.Length,
            NeededCount = order.Count(slot => slot.IsNeeded),
            Missing = [.. MissingNames(template, columns, order)],
            DuplicateRecipients = recipients.Sum(slot => slot.Spellings.Sum(spelling => spelling.Columns.Count)) > 1
                ? [.. recipients.SelectMany(slot => slot.Spellings).Select(spelling => spelling.Spelling)]
                : [],
        };
    }

    /// <summary>Whether any heading at the end repeats one before it, so that it matters which columns are empty throughout.</summary>
    public static bool MayDrop(string[] headings) => headings.Length > 1 && headings.Distinct(StringComparer.Ordinal).Count() < headings.Length;

    private static IEnumerable<string> MissingNames(IRecipientTemplate template, RecipientColumns columns, List<Slot> slots)
    {
        var present = slots.Select(slot => slot.Key).ToHashSet(StringComparer.Ordinal);
        var hasRecipient = slots.Exists(slot => slot.IsRecipient);
        var missing = template.Placeholders
            .Where(name => !present.Contains(ColumnKey.Of(name)) && !(hasRecipient && columns.IsRecipient(template.Channel, ColumnKey.Of(name))))
            .ToList();
        var recipient = RecipientColumns.NameFor(template.Channel);
        return hasRecipient || missing.Contains(recipient) ? missing : missing.Append(recipient);
    }

    // Columns at the end that are empty in every row and repeat a heading: left behind by somebody who cleared them.
    private static HashSet<int> Dropped(string[] headings, RecipientColumns columns, Channel channel, int filled)
    {
        var dropped = new HashSet<int>();
        var seen = headings.Take(filled).ToHashSet(StringComparer.Ordinal);
        for (var i = filled; i < headings.Length; i++)
        {
            if (!seen.Add(headings[i]) && !columns.IsRecipient(channel, ColumnKey.Of(headings[i])))
            {
                dropped.Add(i);
            }
        }

        return dropped;
    }
}
