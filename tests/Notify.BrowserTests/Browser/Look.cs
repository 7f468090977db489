using System.Reflection;
using Xunit.Sdk;

namespace Notify.BrowserTests.Browser;

/// <summary>How a person looks at the pages.</summary>
public enum Look
{
    /// <summary>On a desk.</summary>
    Wide,

    /// <summary>320 pixels wide: a small telephone, or a desk at 400 % (WCAG 2.2, 1.4.10).</summary>
    Narrow,

    /// <summary>On a desk, with scripts switched off.</summary>
    WithoutScripts,
}

/// <summary>Runs a journey in every look.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EveryLookAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => Enum.GetValues<Look>().Select(look => new object[] { look });
}
