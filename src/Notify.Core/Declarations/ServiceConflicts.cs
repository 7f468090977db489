namespace Notify.Core.Declarations;

/// <summary>Finds what cannot hold for several services of a file at once.</summary>
internal static class ServiceConflicts
{
    public static void Find(IReadOnlyList<DeclaredService> services, FaultList faults)
    {
        var ids = new HashSet<Guid>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var people = new Dictionary<string, DeclaredMember>(StringComparer.OrdinalIgnoreCase);
        var numbers = new Dictionary<string, FilePosition>(StringComparer.Ordinal);
        foreach (var service in services)
        {
            if (service.Id is { } id && !ids.Add(id))
            {
                faults.Add(service.At, $"the service {id} is declared twice");
            }

            if (service.Name is { } name && !names.Add(name))
            {
                faults.Add(service.At, $"the service '{name}' is declared twice");
            }

            foreach (var number in (service.InboundNumbers ?? []).DistinctBy(number => number.Number, StringComparer.Ordinal))
            {
                if (!numbers.TryAdd(number.Number, number.At))
                {
                    faults.Add(number.At, $"another service has this number in line {numbers[number.Number].Line}: texts to it come to one");
                }
            }

            // A person is one account, so that two names would take turns at each run. Twice within one service has been told of already.
            foreach (var member in (service.Members ?? []).DistinctBy(member => member.EmailAddress, StringComparer.OrdinalIgnoreCase))
            {
                if (people.TryGetValue(member.EmailAddress, out var other)
                    && (member.Name != other.Name || (member.MobileNumber ?? other.MobileNumber) != (other.MobileNumber ?? member.MobileNumber)))
                {
                    faults.Add(member.At, $"this person has another name or number in line {other.At.Line}: a person is one account");
                }

                people[member.EmailAddress] = other ?? member;
            }
        }
    }
}
