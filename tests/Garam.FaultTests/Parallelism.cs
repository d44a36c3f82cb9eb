// Two servers at a time: every test class has one of its own, and each of them wants a core.
[assembly: Xunit.v3.Parallelization(MaxThreads = 2)]
