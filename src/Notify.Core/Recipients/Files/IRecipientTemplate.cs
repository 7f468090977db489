using Notify.Core.Notifications;

namespace Notify.Core.Recipients.Files;

/// <summary>What the checking of a file needs to know of the template.</summary>
public interface IRecipientTemplate
{
    Channel Channel { get; }

    /// <summary>Names in the template's spelling, in order of first appearance, the subject's first. No two have the same <see cref="ColumnKey"/>.</summary>
    IReadOnlyList<string> Placeholders { get; }

    /// <summary>Judges the message that a row would give. Called for each row, from one thread.</summary>
    /// <param name="values">The columns that the template asks for and the recipient under their headings: a string, a list of
    /// strings and nulls, or null. Never empty where the file has a column at all: a template without any values shows differently.</param>
    MessageFit Judge(IReadOnlyList<KeyValuePair<string, object?>> values);
}

/// <summary>Whether a message can be sent as far as its length goes.</summary>
public enum MessageFit
{
    Fits,
    TooLong,
    Empty,
}
