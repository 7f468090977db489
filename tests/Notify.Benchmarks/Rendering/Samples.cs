using System.Text.Json;
using Notify.Core.Templates;

namespace Notify.Benchmarks.Rendering;

/// <summary>An everyday e-mail of 1 KB with five placeholders, and longer ones made of it.</summary>
internal static class Samples
{
    public const string Subject = "Your appointment on ((date))";

    public const string Body = """
        # Your appointment

        Dear ((name)),

        You have an appointment on ((date)) at ((time)) - please arrive 10 minutes early. It's at the office that is
        nearest to you, and you don't need to book it again.

        Bring with you:

        * your passport or driving licence
        * the letter "How we decide"
        * your reference number, ((reference))

        ## If you cannot come

        Change it at least 48 hours before:

        1. Go to https://www.example.gov/appointments
        2. Enter your reference number
        3. Choose a new day

        ^You may lose your place if you do not come and do not tell us.

        ---

        If something has changed since you applied, tell us at [report a change](https://www.example.gov/changes/((reference))).
        We will look at it within five working days and write to you again. Do not send documents by e-mail , since we cannot
        promise that they arrive safely.

        Yours sincerely,
        ((office))

        Do not reply to this e-mail: nobody reads the mailbox it comes from.
        """;

    public static Personalisation Values { get; } = Personalisation.FromJson(JsonDocument.Parse("""
        {"name": "Maria O'Neil", "date": "3 March 2027", "time": "2:30pm", "reference": "AB-123-456", "office": "Licensing office, Northtown"}
        """).RootElement);

    /// <returns>The everyday body again and again, up to a length.</returns>
    public static string OfLength(int characters) =>
        string.Concat(Enumerable.Repeat(Body + "\n\n", (characters / Body.Length) + 1))[..characters];
}
