using Notify.Core.Nations;

namespace Notify.Core.Recipients.Files;

/// <summary>Checks a table of recipients against a template. Rows stream through: memory does not grow with the file.</summary>
/// <param name="table">The file; read once, or twice where headings are repeated.</param>
public sealed class RecipientFileCheck(RecipientTable table, IRecipientTemplate template, NationPack nation, RecipientFileOptions options)
{
    private readonly RecipientColumns _columns = new(nation);

    /// <summary>Reads the whole file.</summary>
    /// <param name="eachRow">Given every row that is read, in order; the rows are not kept.</param>
    /// <returns>Always a report: what cannot be read is a <see cref="RecipientFileReport.Fault"/>.</returns>
    public RecipientFileReport Run(Action<RecipientRow>? eachRow = null, CancellationToken cancellationToken = default)
    {
        var tally = new RecipientFileTally(options);
        try
        {
            foreach (var row in Rows(plan => tally.Plan = plan))
            {
                cancellationToken.ThrowIfCancellationRequested();
                tally.Add(row);
                if (row is not null)
                {
                    eachRow?.Invoke(row);
                }
            }
        }
        catch (UnreadableFileException e)
        {
            return tally.Report() with { Fault = e.Fault };
        }

        return tally.Report();
    }

    /// <summary>The rows, judged, for writing them to the database. Null: past the last row that is read.</summary>
    /// <exception cref="UnreadableFileException">The file cannot be read; a file that <see cref="Run"/> found in order can.</exception>
    public IEnumerable<RecipientRow?> Rows() => Rows(_ => { });

    private IEnumerable<RecipientRow?> Rows(Action<ColumnPlan> planned)
    {
        using var rows = table.Rows().GetEnumerator();
        var headings = rows.MoveNext() ? rows.Current : [];
        var shape = new Lazy<TableShape>(() => TableShape.Of(table));
        var plan = ColumnPlan.Make(headings, template, _columns, ColumnPlan.MayDrop(headings) ? shape.Value.LastWithData : null);
        planned(plan);
        var judge = new RowJudge(plan, template, nation.PhoneRules, options, shape);
        for (var index = 0; rows.MoveNext(); index++)
        {
            yield return index < options.MaxRows ? judge.Judge(index, rows.Current) : null;
        }
    }
}
