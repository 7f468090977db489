using Notify.Core.Declarations;

namespace Notify.Server.Features.Declarations;

/// <summary>Team and guest list. A list that is given is the whole truth.</summary>
internal static class PeopleChanges
{
    public static IEnumerable<Change> Find(DeclaredService declared, ServiceState state) => [.. Members(declared, state), .. Guests(declared, state)];

    private static IEnumerable<Change> Members(DeclaredService declared, ServiceState state)
    {
        if (declared.Members is not { } wanted)
        {
            yield break;
        }

        foreach (var member in wanted)
        {
            var person = state.Members.FirstOrDefault(person => Same(person.EmailAddress, member.EmailAddress));
            var isSame = person is not null
                && person.Name == member.Name
                && person.EmailAddress == member.EmailAddress
                && (member.MobileNumber is null || member.MobileNumber == person.MobileNumber);
            if (isSame)
            {
                continue;
            }

            var mobile = member.MobileNumber is null ? "" : $", {member.MobileNumber}";
            yield return new Change(person is null ? Mark.Add : Mark.Alter, "member", member.Name, $"<{member.EmailAddress}>{mobile}", async (writer, cancellationToken) =>
            {
                var id = await writer.Team.EnsurePersonAsync(member.Name, member.EmailAddress, member.MobileNumber, cancellationToken);
                await writer.Team.AddMemberAsync(writer.ServiceId, id, cancellationToken);
            });
        }

        foreach (var person in state.Members.Where(person => !wanted.Any(member => Same(member.EmailAddress, person.EmailAddress))))
        {
            yield return new Change(Mark.Remove, "member", person.Name, $"<{person.EmailAddress}>", (writer, cancellationToken) =>
                writer.Team.RemoveMemberAsync(writer.ServiceId, person.Id, cancellationToken));
        }
    }

    private static IEnumerable<Change> Guests(DeclaredService declared, ServiceState state)
    {
        if (declared.GuestList is not { } wanted)
        {
            yield break;
        }

        var isWritten = false;
        foreach (var (mark, guest) in wanted.Except(state.Guests).Select(guest => (Mark.Add, guest))
            .Concat(state.Guests.Except(wanted).Order(StringComparer.Ordinal).Select(guest => (Mark.Remove, guest))))
        {
            // The list is written as a whole, once.
            var writes = !isWritten;
            isWritten = true;
            yield return new Change(mark, "guest", guest, "", (writer, cancellationToken) =>
                writes ? writer.Team.SetGuestListAsync(writer.ServiceId, wanted.ToList(), cancellationToken) : Task.CompletedTask);
        }
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
