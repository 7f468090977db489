namespace Notify.Core.Recipients.Files;

/// <summary>How far to the right a file has anything in it: a look at every row that only few files need.</summary>
/// <param name="LastWithData">Columns up to the last that is filled in some row, headings not counted.</param>
internal sealed record TableShape(int LastWithData)
{
    public static TableShape Of(RecipientTable table)
    {
        var width = 0;
        foreach (var row in table.Rows().Skip(1))
        {
            for (var i = row.Length - 1; i >= width; i--)
            {
                if (row[i].Length > 0)
                {
                    width = i + 1;
                    break;
                }
            }
        }

        return new TableShape(width);
    }
}
