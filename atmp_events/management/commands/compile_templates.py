"""`manage.py compile_templates`: the public templates as bytecode, made once for all processes."""

from typing import Any, cast

from django.core.management.base import BaseCommand
from django.template import engines
from django.template.backends.jinja2 import Jinja2


class Command(BaseCommand):
    """Part of making an image, whose files nobody can write afterwards."""

    help = "Compiles the templates of the public site into build/templates."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read each once: what is read is kept compiled."""
        environment = cast(Jinja2, engines["jinja2"]).env
        names = environment.list_templates()
        for name in names:
            environment.get_template(name)
        self.stdout.write(f"Compiled: {len(names)}")
