"""`manage.py compile_templates`: the public templates as bytecode, made once for all processes."""

from typing import Any

from django.core.management.base import BaseCommand

from ...delivery.templates import public_environment


class Command(BaseCommand):
    """Part of making an image, whose files nobody can write afterwards."""

    help = "Compiles the templates of the public site into build/templates."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read each once: what is read is kept compiled."""
        environment = public_environment()
        names = environment.list_templates()
        for name in names:
            environment.get_template(name)
        self.stdout.write(f"Compiled: {len(names)}")
