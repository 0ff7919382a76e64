namespace Pacs.Conformance.Tests.Rig;

/// <summary><see cref="FactWithAttribute"/>, for several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryWithAttribute : TheoryAttribute
{
    public TheoryWithAttribute(params Need[] needs) => Skip = Needs.WhyNot(needs);
}
