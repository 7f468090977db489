using System.Text;
using Microsoft.AspNetCore.Mvc;
using Notify.Core.Notifications;
using Notify.Data.Sandbox;

namespace Notify.Server.Features.Sandbox;

public sealed class InboxModel(SandboxMessageStore messages) : SandboxPage
{
    private const int PageSize = 50;
    private const int LongestTitle = 120;

    public IReadOnlyList<CapturedMessage> Messages { get; private set; } = [];

    /// <summary>Where the next page begins; null when there is none.</summary>
    public Guid? Next { get; private set; }

    public bool IsFirstPage { get; private set; }

    public async Task OnGetAsync([FromQuery] Guid? before, CancellationToken cancellationToken)
    {
        IsFirstPage = before is null;
        var found = await messages.ListAsync(before, PageSize + 1, cancellationToken);
        Messages = [.. found.Take(PageSize)];
        Next = found.Count > PageSize ? Messages[^1].Id : null;
    }

    /// <summary>An e-mail's subject, a text's beginning.</summary>
    public static string Title(CapturedMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var title = message.Channel == Channel.Email ? message.Subject ?? "" : Encoding.UTF8.GetString(message.Content.Span);
        return title.Length == 0 ? "(no subject)" : title.Length <= LongestTitle ? title : title[..LongestTitle] + "…";
    }
}
