namespace Notify.Core.Declarations;

/// <summary>A file that declares services, in YAML or JSON: how a team keeps its service in version control.</summary>
/// <param name="Services">In the order of the file; of no use when <see cref="HasErrors"/>.</param>
/// <param name="Faults">Errors and warnings by place.</param>
public sealed record ServiceFile(IReadOnlyList<DeclaredService> Services, IReadOnlyList<DeclarationFault> Faults)
{
    /// <summary>Largest file, in UTF-16 units: some hundred times what a large service needs.</summary>
    public const int MaxLength = 5_000_000;

    /// <summary>Most services of one file: they are read, compared and written one after another.</summary>
    public const int MaxServices = 1000;

    public bool HasErrors => Faults.Any(fault => !fault.IsWarning);

    /// <summary>Reads and checks all that can be checked without a database.</summary>
    /// <param name="name">Of the file, as messages are to show it.</param>
    public static ServiceFile Read(string text, string name, Reading reading)
    {
        var faults = new FaultList(name);
        var services = ReadServices(text, reading, faults);
        return new ServiceFile(services, faults.InOrder());
    }

    private static List<DeclaredService> ReadServices(string text, Reading reading, FaultList faults)
    {
        if (text.Length > MaxLength)
        {
            faults.Add(new FilePosition(1, 1), $"the file is longer than {MaxLength} characters: declare the services in several files");
            return [];
        }

        var before = faults.InOrder().Count;
        if (NodeParser.Parse(text, faults) is not { } root)
        {
            if (faults.InOrder().Count == before)
            {
                faults.Add(new FilePosition(1, 1), "the file is empty: it begins with 'services:'");
            }

            return [];
        }

        if (MappingReader.Open(root, "the file", ServiceFileMembers.File, reading, faults) is not { } file)
        {
            return [];
        }

        file.Demand("services", "the list of services");
        var services = file.Items("services", node => new ServiceReader(reading, faults, text).Read(node)) ?? [];
        if (services.Count > MaxServices)
        {
            faults.Add(new FilePosition(1, 1), $"the file declares {services.Count} services, and may declare {MaxServices}: use several files");
            return [];
        }

        ServiceConflicts.Find(services, faults);
        return services;
    }
}
